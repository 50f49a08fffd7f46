"""Small board folders on disk: a whole one, and what a test changes in it."""

from pathlib import Path

from pdca.catalog.folder import read_folder
from pdca.catalog.shipped import Shipped
from pdca.domain.errors import BadFolder
from pdca.domain.folder import BoardFolder

SHIPPED = Shipped()
FILES = {
    "board.toml": """\
name = "Stichting De Kleine Vaart"
slug = "kleine-vaart"
mail_from = "kwaliteit@kleinevaart.example"
""",
    "units.csv": """\
code,name,kind,parent,region
KV,De Kleine Vaart,board,,midden
BRUG,De Brug,school,KV,
BRUG-O,Onderbouw,team,BRUG,
""",
    "people.csv": """\
email,name,unit,roles,locale,active_until,deputy
els@kleinevaart.example,Els de Wit,KV,quality_manager@KV;board_member@KV,,,
jan@kleinevaart.example,Jan Brouwer,BRUG,school_leader@BRUG,,,els@kleinevaart.example
mia@kleinevaart.example,Mia Ros,BRUG-O,team_leader@BRUG-O,en,2027-07-31,jan@kleinevaart.example
""",
    "actions.csv": """\
ref,title,unit,owner,source,grade,norms,start,due,phase
A-1,Pleinrooster herzien,BRUG-O,mia@kleinevaart.example,complaint,improvement,ISO:9.2,2026-09-01,2026-11-13,do
""",
}


def write_folder(path: Path, files: dict[str, str | bytes | None] | None = None) -> Path:
    """Write the whole folder with some files replaced, added or, with None, left out."""
    for name, content in {**FILES, **(files or {})}.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            target.write_bytes(content)
        elif content is not None:
            target.write_text(content, encoding="utf-8", newline="")
    return path


def loaded(path: Path, files: dict[str, str | bytes | None] | None = None) -> BoardFolder:
    """Write and read a folder."""
    return read_folder(write_folder(path, files), SHIPPED)


def problems(path: Path, files: dict[str, str | bytes | None] | None = None) -> list[str]:
    """Write and read a folder, and return what is wrong with it, as printed."""
    write_folder(path, files)
    try:
        read_folder(path, SHIPPED)
    except BadFolder as error:
        return [str(problem) for problem in error.problems]
    return []
