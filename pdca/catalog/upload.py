"""A board folder that comes in through a browser: files or a .zip, unpacked into a folder of their own, and checked.

What is not uploaded is taken from the board as it is now, so that one spreadsheet is enough to change one table.
A file whose name is not known is refused: nobody would see that it was not read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath

from pdca.catalog.board import actions, away, people, processes, units
from pdca.catalog.export import HISTORY, write_folder
from pdca.catalog.file_names import NOTICED, FileNames
from pdca.catalog.files.problems import Problems
from pdca.catalog.files.text import is_code, visible
from pdca.catalog.files.toml_tables import read_toml
from pdca.catalog.folder import APPROACH, BOARD, POLICY, PROGRAMMES, read_folder
from pdca.catalog.shipped import Shipped
from pdca.domain.errors import BadFolder, BadInput
from pdca.domain.folder import BoardFolder

MOST_BYTES, MOST_FILES = 20_000_000, 200
_NAME = re.compile(r"[\w][\w .()-]{0,100}")

TABLES = (
    *(units.COLUMNS.table, people.COLUMNS.table, away.ABSENCES.table, away.DAYS_OFF.table),
    *(processes.COLUMNS.table, actions.COLUMNS.table),
)

Named = tuple[str, bytes]


class BadUpload(BadFolder):
    """The files do not go together with the board; nothing was changed."""

    def __init__(self, bad: BadFolder, uploaded: Collection[str]) -> None:
        """`uploaded` names the files that came in; all other problems are those of tables that were there."""
        self.uploaded = frozenset(uploaded)
        super().__init__(bad.problems, bad.first)


def read_upload(files: Iterable[Named], current: BoardFolder, shipped: Shipped, at: Path) -> BoardFolder:
    """Return the folder that uploaded files and the board as it is make together, read within the empty folder `at`.

    Raises BadUpload with every problem of all tables together, BadFolder for files that are not known,
    BadInput for what is no board folder at all.
    """
    own, whole = at / "own", at / "whole"
    own.mkdir()
    _unpack(files, own)
    _sort_out(own, shipped)
    uploaded = {visible(file.name) for file in own.rglob("*")}
    write_folder(current, whole)
    _overlay(own, whole, shipped)
    try:
        return read_folder(whole, shipped)
    except BadFolder as error:
        raise BadUpload(error, uploaded) from error


def _unpack(files: Iterable[Named], to: Path) -> None:
    """Write uploaded files into a folder, by plain names only; nothing lands anywhere else."""
    left = MOST_BYTES
    for count, (name, body) in enumerate(_flat(files), start=1):
        left -= len(body)
        if left < 0 or count > MOST_FILES:
            raise BadInput(
                "these files are too large together: 20 MB and {count} files at most", count=MOST_FILES
            )
        place = _place(name)
        if place is not None:
            target = to / place
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(body)
    if not any(to.iterdir()):
        raise BadInput("there is no table among these files; use CSV, Excel or TOML, or a .zip of them")


def _flat(files: Iterable[Named]) -> Iterator[Named]:
    for name, body in files:
        if name.lower().endswith(".zip"):
            yield from _zipped(name, body)
        else:
            yield PurePosixPath(name.replace("\\", "/")).name, body


def _zipped(name: str, body: bytes) -> Iterator[Named]:
    """Yield what is in a .zip; how large it really is counts, whatever it says."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for entry in archive.infolist():
                if entry.is_dir() or not entry.filename.casefold().endswith(NOTICED):
                    continue  # a photo or a letter beside the tables
                if entry.file_size > MOST_BYTES or entry.flag_bits & 1:
                    raise BadInput("'{file}' holds something that is too large or locked", file=name)
                with archive.open(entry) as inside:
                    content = inside.read(MOST_BYTES + 1)
                yield entry.filename, content
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise BadInput("'{file}' is no .zip that can be read", file=name) from error


def _place(name: str) -> Path | None:
    """Return where a file goes: its plain name, within the folder of programmes if it lay in one; None if ignored."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0] in ("/", "\\") or ":" in parts[0]:
        raise BadInput("'{file}' is no name of a file in a board folder", file=name[:100])
    base = parts[-1]
    if base.startswith((".", "~$")) or "__MACOSX" in parts or HISTORY in parts[-2:-1]:
        return None
    if not _NAME.fullmatch(base):
        raise BadInput("'{file}' is no name of a file in a board folder", file=base[:100])
    inside = len(parts) > 1 and parts[-2].casefold() in ("programmes", "programma's", "programmas")
    return Path(PROGRAMMES, base) if inside else Path(base)


def _sort_out(own: Path, shipped: Shipped) -> None:
    """Put a programme that lies by itself with the programmes. Raises BadFolder for a file without a known name."""
    problems = Problems()
    for file in sorted(own.iterdir()):
        is_known = shipped.vocabulary.code("file", file.stem) is not None
        if file.is_file() and file.suffix.casefold() == ".toml" and not is_known:
            table = read_toml(file, file.name, problems)
            if table is None or "phase" in table:
                target = own / PROGRAMMES / f"{file.stem}.toml"
                target.parent.mkdir(exist_ok=True)
                file.replace(target)
    FileNames(own, shipped.vocabulary, problems).refuse_unknown(problems)
    problems.stop()


def _overlay(own: Path, whole: Path, shipped: Shipped) -> None:
    """Put the uploaded files in place of those of the board; a table that was not uploaded stays as it is."""
    ours = FileNames(own, shipped.vocabulary, Problems())
    theirs = FileNames(whole, shipped.vocabulary, Problems())
    for table in (*TABLES, BOARD, POLICY, APPROACH):
        if ours.find(table) is not None and (old := theirs.find(table)) is not None:
            old.unlink()
    for code in _programmes(own):
        (whole / PROGRAMMES / f"{code}.toml").unlink(missing_ok=True)
    for file in sorted(own.rglob("*")):
        if file.is_file():
            target = whole / file.relative_to(own)
            target.parent.mkdir(exist_ok=True)
            file.replace(target)


def _programmes(own: Path) -> Iterator[str]:
    """Return the codes of the uploaded programmes; each takes the place of the one that has its code now."""
    for file in sorted((own / PROGRAMMES).glob("*.toml")):
        table = read_toml(file, file.name, Problems())
        code = None if table is None else table.values.get("code")
        if isinstance(code, str) and is_code(code):
            yield code
