"""The files that are or will be part of the project, as git sees them."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def project_files(suffix: str = "") -> list[Path]:
    """Return every file that git tracks or would add, in order."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    names = sorted(set(listed.split("\0")) - {""})
    return [ROOT / name for name in names if name.endswith(suffix) and (ROOT / name).is_file()]


def project_lines() -> Iterator[tuple[str, str]]:
    """Yield (`path:line`, text) for each line of each text file."""
    for path in project_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            yield f"{path.relative_to(ROOT)}:{number}", line
