"""A link in the documentation leads somewhere."""

import re
from pathlib import Path
from urllib.parse import unquote

from tests.house.tracked import ROOT, project_files

LINK = re.compile(r"(?<!`)\[[^\]\n]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r'^<a id="([\w-]+)"></a>$', re.MULTILINE)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """Return the anchors of a document: of its headings, as GitHub makes them, and those that it names itself."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    found: set[str] = set(NAMED.findall(text))
    for heading in HEADING.findall(text):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        anchor = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        number = 0
        while (numbered := f"{anchor}-{number}" if number else anchor) in found:
            number += 1
        found.add(numbered)
    return found


def broken_links(path: Path, root: Path = ROOT) -> list[str]:
    """Return the links of one document that lead nowhere below the root."""
    broken = []
    for link in LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z][a-z+.-]*:", link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (path.parent / name).resolve() if name else path
        inside = target.is_relative_to(root) and target.exists()
        if not inside or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken.append(f"{path.relative_to(root)}: {link}")
    return broken


def test_links_between_documents_lead_somewhere() -> None:
    assert not [link for path in project_files(".md") for link in broken_links(path)]


def test_a_broken_link_and_a_broken_anchor_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    (tmp_path / "other.md").write_text("# Four\n", encoding="utf-8")
    page.write_text(
        "# One `two`\n[a](#one-two) [b](#three)\n"
        "[c](other.md#four) [d](other.md#five) [e](gone.md) [f](../up.md)\n",
        encoding="utf-8",
    )
    assert broken_links(page, tmp_path) == [
        "page.md: #three", "page.md: other.md#five", "page.md: gone.md", "page.md: ../up.md"
    ]  # fmt: skip
