"""Columns that nothing reads: an own column stops nobody, a header that was meant to be read is a problem."""

from pathlib import Path

import pytest

from tests.integration.catalog.folders import FILES, loaded, problems

ACTIONS = FILES["actions.csv"].splitlines()


def with_columns(*headers: str) -> dict[str, str | bytes | None]:
    """Return an actions table with more columns behind its own, each with a text in it."""
    more = "".join(f",{header}" for header in headers)
    return {"actions.csv": f"{ACTIONS[0]}{more}\n{ACTIONS[1]}{',zie map' * len(headers)}\n"}


def test_an_own_column_is_noted_as_not_read_and_stops_nobody(tmp_path: Path) -> None:
    found = loaded(tmp_path / "own", with_columns("Opmerkingen", "Zie ook"))
    assert found == loaded(tmp_path / "plain")
    (note,) = map(str, found.notes)
    assert note.startswith(
        "actions.csv:1: columns that are not read: Opmerkingen, Zie ook; known here are: ref, "
    )


def test_the_same_unknown_header_is_named_once(tmp_path: Path) -> None:
    (note,) = map(str, loaded(tmp_path, with_columns("Opmerkingen", "Zie ook", "opmerkingen ")).notes)
    assert "not read: Opmerkingen, Zie ook;" in note


def test_a_few_of_many_unknown_headers_are_named(tmp_path: Path) -> None:
    (note,) = map(str, loaded(tmp_path, with_columns(*(f"Vrij {number}" for number in range(1, 13)))).notes)
    assert "Vrij 1, " in note
    assert "Vrij 10, ...;" in note


@pytest.mark.parametrize(("header", "near"), [("prioritiet", "prioriteit"), ("checkr", "checker")])
def test_a_header_that_is_nearly_one_that_is_not_there_is_a_problem_told_once(
    tmp_path: Path, header: str, near: str
) -> None:
    [problem] = problems(tmp_path, with_columns(header, header))
    assert problem.startswith(
        f"actions.csv:1: {header}: there is no such column; did you mean '{near}'? Use: ref, "
    )


def test_a_header_that_is_nearly_one_that_is_there_already_is_only_noted(tmp_path: Path) -> None:
    (note,) = map(str, loaded(tmp_path, with_columns("Titels")).notes)
    assert "not read: Titels;" in note


def test_the_needed_column_that_was_misspelled_is_missing_too(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {
        "units.csv": FILES["units.csv"].replace("region", "regoin"),
        "people.csv": FILES["people.csv"].replace("locale", "Kleur"),
    }
    found = [problem.partition(";")[0] for problem in problems(tmp_path, files)]
    assert found == [
        "people.csv:1: locale: this column is missing",
        "units.csv:1: region: this column is missing",
        "units.csv:1: regoin: there is no such column",
    ]
