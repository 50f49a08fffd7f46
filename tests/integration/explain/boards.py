"""The board of the worked example of the rules, loaded and run on chosen days."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from pdca.catalog.folder import read_folder
from pdca.catalog.shipped import Shipped
from pdca.services.boards.load import load_folder
from pdca.services.engine.tick import tick
from pdca.services.situation import local_moment
from pdca.store import SqlStore

SHIPPED = Shipped()
SLUG = "kade"
OWNER, TL, QC, SL = (f"{name}@kade.example" for name in ("owner", "tl", "qc", "sl"))
QM, BOARD = "qm@kade.example", "bo@kade.example"
BEGIN, DUE = date(2026, 9, 21), date(2026, 11, 13)

SETTINGS = """\
name = "Stichting De Kade"
slug = "kade"
time_zone = "Europe/Amsterdam"
locale = "nl"
mail_from = "kwaliteit@kade.example"
"""
UNITS = (
    ("KADE", "Stichting De Kade", "board", "", "midden"),
    ("PSL", "De Peilschaal", "school", "KADE", ""),
    ("ONB", "Onderbouw", "team", "PSL", ""),
)
PEOPLE: dict[str, tuple[str, str, str, str, str]] = {
    OWNER: ("Olga Eigenaar", "ONB", "staff@ONB", "", ""),
    TL: ("Tess Teamleider", "ONB", "team_leader@ONB", "", ""),
    QC: ("Quin Coordinator", "PSL", "quality_coordinator@PSL", "", ""),
    SL: ("Sam Schoolleider", "PSL", "school_leader@PSL", "", ""),
    QM: ("Noor Kwaliteit", "KADE", "quality_manager@KADE", "", ""),
    BOARD: ("Bo Bestuurder", "KADE", "board_member@KADE", "", ""),
}
"""Name, unit, roles, last active day and deputy of each."""

ACTION = {
    "ref": "A-004",
    "title": "Pleinrooster herzien",
    "unit": "PSL",
    "owner": OWNER,
    "source": "pupil_survey",
    "grade": "improvement",
    "norms": "",
    "start": BEGIN.isoformat(),
    "due": DUE.isoformat(),
    "phase": "do",
}
DAYS_OFF = (("PSL", "2026-10-14", "2026-10-14", "Studiedag"),)


def write_board(
    folder: Path,
    *,
    people: Mapping[str, tuple[str, str, str, str, str]] = {},
    without: Iterable[str] = (),
    absences: Iterable[tuple[str, str, str]] = (),
    actions: Iterable[Mapping[str, str]] = (ACTION,),
    programmes: bool = False,
) -> Path:
    """Write the folder; `people` are added or replaced, `without` left out."""
    folder = folder / "kade"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "board.toml").write_text(SETTINGS, encoding="utf-8")
    gone = set(without)
    everybody = {email: row for email, row in {**PEOPLE, **people}.items() if email not in gone}
    _table(folder / "units.csv", "code,name,kind,parent,region", UNITS)
    _table(
        folder / "people.csv",
        "email,name,unit,roles,locale,active_until,deputy",
        ((email, *row[:3], "nl", *row[3:]) for email, row in everybody.items()),
    )
    _table(folder / "absences.csv", "email,first_day,last_day", absences)
    _table(folder / "days_off.csv", "unit,first_day,last_day,name", DAYS_OFF)
    _table(folder / "actions.csv", ",".join(ACTION), ([row[key] for key in ACTION] for row in actions))
    if not programmes:
        (folder / "programmes").mkdir(exist_ok=True)
    return folder


def load(store: SqlStore, folder: Path, day: date = BEGIN) -> SqlStore:
    """Load a folder on a day, at `send_at`."""
    board = read_folder(folder, SHIPPED)
    load_folder(store, SHIPPED, board, at(store, day, board.board.slug))
    return store


def at(store: SqlStore, day: date, slug: str = SLUG) -> datetime:
    """Return the moment at which the notices of a day are decided."""
    if slug not in store.boards():
        return datetime.fromisoformat(f"{day.isoformat()}T07:30:00+02:00")
    with store.reading(slug) as session:
        return local_moment(day, session.board(), session.policy())


def run(store: SqlStore, first: date, last: date) -> None:
    """Tick once a day at `send_at`."""
    for number in range((last - first).days + 1):
        tick(store, SHIPPED, at(store, first + timedelta(days=number)))


def _table(path: Path, header: str, rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(rows)
