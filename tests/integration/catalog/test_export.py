"""What is exported loads back to the same board, and its history opens anywhere."""

import csv
import json
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given

from pdca.catalog.export import write_folder, write_history
from pdca.catalog.folder import read_folder
from pdca.domain.actions.action import Action, Phase, Priority, Size, Source
from pdca.domain.errors import BadInput
from pdca.domain.folder import ActionRow, BoardFolder
from tests.integration.catalog.folders import SHIPPED, loaded
from tests.integration.catalog.random_folders import folders

EXAMPLE = Path(__file__).parents[3] / "config" / "examples" / "waterlijn"


def there_and_back(folder: BoardFolder) -> BoardFolder:
    with tempfile.TemporaryDirectory() as place:
        write_folder(folder, Path(place))
        return read_folder(Path(place), SHIPPED)


@given(folders())
def test_every_folder_loads_back_to_the_same_value(folder: BoardFolder) -> None:
    assert there_and_back(folder) == folder


def test_the_example_board_and_all_shipped_programmes_load_back() -> None:
    folder = read_folder(EXAMPLE, SHIPPED)
    whole = BoardFolder(
        board=folder.board,
        units=folder.units,
        people=folder.people,
        absences=folder.absences,
        days_off=folder.days_off,
        processes=folder.processes,
        actions=folder.actions,
        policy=SHIPPED.policy,
        programmes=SHIPPED.programmes,
    )
    assert there_and_back(folder) == folder
    assert there_and_back(whole) == whole


@pytest.mark.parametrize(
    "text", ["=1+2", "+31 20", "-tje", "@home", "'=1", "''@x", "'t Zand", "'", 'a;b,"c"', "sep=;"]
)
def test_no_cell_of_an_export_is_a_formula(tmp_path: Path, text: str) -> None:
    folder = loaded(tmp_path / "in", {"actions.csv": None})
    unit = folder.units[0]
    renamed = type(unit)(code=unit.code, name=text, kind=unit.kind, region=unit.region)
    changed = BoardFolder(board=folder.board, units=(renamed, *folder.units[1:]), people=folder.people)
    write_folder(changed, tmp_path / "out")
    with (tmp_path / "out" / "units.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file, delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert read_folder(tmp_path / "out", SHIPPED) == changed


def test_a_table_opens_in_the_spreadsheet_of_its_language(tmp_path: Path) -> None:
    folder = loaded(tmp_path / "in")
    write_folder(folder, tmp_path / "out")
    assert (tmp_path / "out" / "units.csv").read_bytes().startswith("\ufeffcode;name;kind".encode())


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    folder = loaded(tmp_path)
    with pytest.raises(BadInput, match="is not empty; name a new folder"):
        write_folder(folder, tmp_path)
    with pytest.raises(BadInput, match="is not empty; name a new folder"):
        write_folder(folder, tmp_path / "board.toml")


def test_history_is_written_as_a_table_and_as_json(tmp_path: Path) -> None:
    at = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
    rows = [
        {"seq": 1, "at": at, "after": {"title": "één", "norms": ["ISO:9.2"]}, "actor": None},
        {"seq": 2, "day": date(2026, 11, 23), "reason": "=cmd", "is_late": True},
    ]
    write_history(tmp_path, "events", rows)
    with (tmp_path / "history" / "events.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert table == [
        {
            "seq": "1",
            "at": "2026-11-23T06:30:00+00:00",
            "actor": "",
            "day": "",
            "reason": "",
            "is_late": "",
            "after": '{"title": "één", "norms": ["ISO:9.2"]}',
        },
        {
            "seq": "2",
            "at": "",
            "after": "",
            "actor": "",
            "day": "2026-11-23",
            "reason": "'=cmd",
            "is_late": "true",
        },
    ]
    written = json.loads((tmp_path / "history" / "events.json").read_text(encoding="utf-8"))
    assert written[0] == {**rows[0], "at": "2026-11-23T06:30:00+00:00"}
    assert written[1] == {**rows[1], "day": "2026-11-23"}


def test_no_history_is_an_empty_table(tmp_path: Path) -> None:
    write_history(tmp_path, "events", [])
    assert json.loads((tmp_path / "history" / "events.json").read_text(encoding="utf-8")) == []


def test_an_action_is_written_as_the_row_that_would_load_it() -> None:
    action = Action(
        ref="A-1",
        title="Pleinrooster",
        unit="BRUG",
        owner="mia@kleinevaart.example",
        source=Source.COMPLAINT,
        grade="improvement",
        started=date(2026, 9, 1),
        since=date(2026, 9, 8),
        due=date(2026, 11, 13),
        phase=Phase.CHECK,
        size=Size.SMALL,
        norms=("ISO:9.2",),
        priority=Priority.HIGH,
        process="toezicht",
        checker="els@kleinevaart.example",
        chosen_checker="jan@kleinevaart.example",
    )
    assert ActionRow.of(action) == ActionRow(
        ref="A-1",
        title="Pleinrooster",
        unit="BRUG",
        owner="mia@kleinevaart.example",
        source=Source.COMPLAINT,
        grade="improvement",
        phase=Phase.CHECK,
        norms=("ISO:9.2",),
        start=date(2026, 9, 1),
        due=date(2026, 11, 13),
        checker="jan@kleinevaart.example",
        priority=Priority.HIGH,
        process="toezicht",
        size=Size.SMALL,
    )
