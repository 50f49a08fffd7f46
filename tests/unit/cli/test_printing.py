"""How values become documents, and counts a chart."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from pdca.cli.terminal.printing import (
    columns,
    document,
    facts,
    json_lines,
    plain,
    progress,
    rows_document,
    table,
)
from pdca.domain.actions.action import Phase


@dataclass(frozen=True)
class Thing:
    """A value with something of everything."""

    phase: Phase
    on: date
    at: datetime
    names: frozenset[str]
    inner: tuple[object, ...]


def test_values_become_what_json_knows() -> None:
    thing = Thing(
        Phase.DO,
        date(2026, 11, 23),
        datetime(2026, 11, 23, 6, 30, tzinfo=UTC),
        frozenset({"b", "a"}),
        (1, None),
    )
    assert plain({"it": thing}) == {
        "it": {
            "phase": "do",
            "on": "2026-11-23",
            "at": "2026-11-23T06:30:00+00:00",
            "names": ["a", "b"],
            "inner": [1, None],
        }
    }


def test_a_document_is_one_and_keeps_accents(capsys: pytest.CaptureFixture[str]) -> None:
    document({"naam": "Naïma"})
    out = capsys.readouterr().out
    assert json.loads(out) == {"naam": "Naïma"}
    assert "Naïma" in out


@pytest.mark.parametrize("rows", [[], [{"a": 1}], [{"a": 1}, {"a": 2}]])
def test_a_list_of_rows_is_one_document(
    rows: list[dict[str, int]], capsys: pytest.CaptureFixture[str]
) -> None:
    rows_document(rows)
    assert json.loads(capsys.readouterr().out) == rows


def test_json_lines_hold_a_row_each() -> None:
    assert json_lines([{"a": 1}, {"a": None}]) == '{"a": 1}\n{"a": null}\n'


def test_a_chart_has_its_highest_column_at_the_top_and_shows_every_count() -> None:
    assert columns([0, 8, 16], height=2) == ["  █", " ██"]
    assert columns([1, 1000], height=1) == ["▁█"]
    assert columns([], height=2) == ["", ""]
    assert columns([0, 0], height=1) == ["  "]


def test_a_table_in_a_pipe_has_no_colours_and_no_broken_lines(capsys: pytest.CaptureFixture[str]) -> None:
    table(["ref", "n"], [["A-004 [bold]titel[/bold]", 12], ["A-005 " + "x" * 120, None]], {1})
    facts([("naam", "Naïma"), ("leeg", ""), ("niets", None)])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "[bold]titel[/bold]" in out
    assert "x" * 120 in out
    assert "leeg" not in out
    assert [line for line in out.splitlines() if line != line.rstrip()] == []


def test_progress_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Laden", 2) as bar:
        bar.step()
        bar.step()
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
