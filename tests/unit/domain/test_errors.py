"""An error says what happened in one sentence, with its facts apart."""

from datetime import date

import pytest

from pdca.domain.errors import BadFolder, Damaged, Message, PdcaError, Problem, Refused, Stale


def test_an_error_without_words_says_its_own_docstring() -> None:
    assert str(Stale()) == Stale.__doc__
    assert str(Damaged()) == "Stored data does not hold together."


def test_the_facts_of_a_message_stand_apart_from_its_words() -> None:
    error = PdcaError("{item} is due on {day}", item="A-004", day=date(2026, 11, 13))
    assert str(error) == "A-004 is due on 2026-11-13"
    assert error.message == Message("{item} is due on {day}", {"item": "A-004", "day": date(2026, 11, 13)})


def test_a_fact_can_be_a_row_of_sentences() -> None:
    tasks = Message("not done: {tasks}", {"tasks": "share"})
    error = Refused("{item} waits: {missing}", item="A-1", missing=(tasks, Message("no report")))
    assert str(error) == "A-1 waits: not done: share; no report"


def test_a_refusal_names_what_is_possible_instead_in_order() -> None:
    assert Refused("no", allowed={"reopen", "agree"}).allowed == ("agree", "reopen")


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("people.csv", 3, "roles", Message("unknown role")), "people.csv:3: roles: unknown role"),
        (Problem("people.csv", 3, "", Message("too few cells")), "people.csv:3: too few cells"),
        (Problem("units.csv", 0, "", Message("is missing")), "units.csv: is missing"),
    ],
)
def test_a_problem_names_file_line_and_column_as_far_as_it_has_them(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_the_problems_of_a_folder_are_told_together_and_in_order() -> None:
    later, sooner = (Problem("b.csv", 1, "x", Message("no")), Problem("a.csv", 9, "x", Message("no")))
    error = BadFolder([later, sooner])
    assert error.problems == (sooner, later)
    assert str(error) == "2 problems; nothing was changed"
    assert BadFolder([later, sooner], first=["b.csv"]).problems == (later, sooner)
