"""A year before it happens: the same year for the same seed, wherever it runs, and nothing real touched."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pdca.bootstrap import CatalogueWords
from pdca.catalog.folder import read_folder
from pdca.catalog.shipped import Shipped
from pdca.services.simulation.run import BrokeOff, Scenario, simulate
from pdca.store import SqlStore, open_store
from pdca.store.board.session import SqlSession
from tests.acceptance.cli.shell import EXAMPLE, Shell

AUTUMN = ("--from", "2026-09-01", "--to", "2026-12-18")
FIRST_WEEKS = ("--from", "2026-09-01", "--to", "2026-10-16")
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "LC_ALL": "C", "PYTHONHASHSEED": "4711"}
AT_HOME = {"TZ": "Europe/Amsterdam", "LANG": "nl_NL.UTF-8", "PYTHONHASHSEED": "0"}


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> "Autumn":
    """An autumn in which nobody acts."""
    folder = tmp_path_factory.mktemp("autumn")
    notices, cycles = folder / "notices.jsonl", folder / "cycles.jsonl"
    words = ("simulate", EXAMPLE, *AUTUMN, "--notices", notices, "--cycles", cycles)
    return Autumn(Shell(folder).document(*words), lines(notices), lines(cycles))


@dataclass(frozen=True)
class Autumn:
    """What a simulated autumn says of itself."""

    summary: dict[str, Any]
    notices: list[dict[str, Any]]
    cycles: list[dict[str, Any]]


def lines(file: Path) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_the_same_seed_is_the_same_year_in_every_surrounding(empty_shell: Shell) -> None:
    results = []
    for number, env in enumerate((AT_HOME, ELSEWHERE)):
        files = [empty_shell.folder / f"{name}-{number}.jsonl" for name in ("notices", "cycles")]
        said = empty_shell.apart(
            *("simulate", EXAMPLE, *FIRST_WEEKS, "--people", "as-usual", "--seed", "1", "--json"),
            *("--notices", files[0], "--cycles", files[1]),
            env=env,
        )
        assert said.code == 0, said.err
        results.append((said.out, *(file.read_bytes() for file in files)))
    assert results[0] == results[1]
    assert not (empty_shell.folder / "pdca.db").exists()


def test_another_seed_is_another_year(empty_shell: Shell) -> None:
    words = ("simulate", EXAMPLE, *FIRST_WEEKS, "--people", "as-usual")
    years = [empty_shell.document(*words, "--seed", seed) for seed in ("1", "2")]
    assert years[0]["notices"] != years[1]["notices"]


def test_notices_and_cycles_are_written_under_the_names_of_the_outer_interface(autumn: Autumn) -> None:
    told, opened = autumn.notices, autumn.cycles
    assert {tuple(row) for row in told} == {("date", "item", "step", "kind", "recipient")}
    assert {tuple(row) for row in opened} == {("date", "programme", "unit", "period")}
    order = [(row["date"], row["item"], row["step"], row["recipient"] or "") for row in told]
    assert order == sorted(order)
    assert {row["step"] for row in told} >= {"assigned", "-10", "0", "5", "escalation-1"}
    assert {
        "date": "2026-10-01",
        "programme": "internal-audit",
        "unit": "PSL",
        "period": "2026-2027",
    } in opened


def test_the_summary_tells_people_what_the_year_asks(empty_shell: Shell) -> None:
    said = empty_shell.does("simulate", EXAMPLE, *FIRST_WEEKS)
    for words in (
        "Stichting De Waterlijn, van 1 september 2026 tot en met 16 oktober 2026",
        "Niemand doet iets",
        "Mails per week",
        "sep",
        "Drukke week: die van",
        "Om hulp gevraagd bij stap 1 (teamleider): ",
        "niet gesloten",
        "minuten per maand",
        "leraren en medewerkers: ",
        "leidinggevenden: ",
    ):
        assert words in said


def test_the_summary_as_a_document_agrees_with_the_notices(autumn: Autumn) -> None:
    year = autumn.summary
    told = [row for row in autumn.notices if row["recipient"] is not None]
    assert year["mails"] == len({(row["date"], row["recipient"]) for row in told})
    assert sum(week["mails"] for week in year["weeks"]) == year["mails"]
    assert sum(year["notices"].values()) == len(told)
    assert (year["board"], year["behaviour"], year["seed"]) == ("waterlijn", "nobody-acts", 0)


def test_the_levels_are_named_by_their_roles(autumn: Autumn) -> None:
    assert autumn.summary["escalation_roles"] == {
        "escalation-1": "team_leader",
        "escalation-2": "quality_coordinator",
        "escalation-3": "school_leader",
        "escalation-4": "board_member",
    }
    assert set(autumn.summary["escalations"]) <= set(autumn.summary["escalation_roles"])


def test_every_cycle_that_did_not_close_says_what_it_waits_for_and_for_whom(autumn: Autumn) -> None:
    year = autumn.summary
    waiting = {one["id"]: one for one in year["cycles_waiting"]}
    assert sorted(waiting) == year["cycles_open"]
    review = waiting["internal-audit/PSL/2026-2027"]
    assert (review["title"], review["unit_name"], review["phase"]) == (
        "Interne audit",
        "De Peilschaal",
        "plan",
    )
    assert (review["due"], review["standing"], review["cause"]) == ("2026-11-06", "behind", "task")
    tasks = "'Wijs het auditteam aan'; 'Maak het auditplan: doel, onderwerpen, dag en steekproef'"
    assert review["missing"] == [f"nog niet gedaan of overgeslagen: {tasks}"]
    assert [one["name"] for one in review["waits_for"]] == ["Naima Berkaoui", "Inge Marsdiep"]
    late = [one for one in waiting.values() if one["standing"] == "late"]
    told = year["cycles_not_closed"]
    assert {one["ends"] < "2026-12-18" for one in late} == {True}
    assert (told["late"], told["late"] + told["behind"] + told["on_course"]) == (len(late), len(waiting))
    assert sum(told["late_by_cause"].values()) == len(late)


def test_a_late_cycle_is_shown_with_its_unit_its_gate_and_its_people(empty_shell: Shell) -> None:
    said = empty_shell.does("simulate", EXAMPLE, *AUTUMN)
    for words in (
        "te laat: ",
        "wachten op een taak: ",
        "Te laat, per programma\n",
        "  Analyse eindopbrengsten en uitstroom\n    ",
        "klaar zijn; wacht op ",
        "      nog niet gedaan of overgeslagen: '",
        "Nog niet aan het eind, maar achter in de fase waarin ze zijn\n",
    ):
        assert words in said
    assert "/2026-2027" not in said


def test_on_time_every_cycle_that_is_due_closes(empty_shell: Shell) -> None:
    year = empty_shell.document("simulate", EXAMPLE, *AUTUMN, "--people", "on-time")
    assert year["cycles_closed"] > 0
    told = year["cycles_not_closed"]
    assert (told["late"], told["behind"]) == (0, 0)
    assert told["on_course"] == len(year["cycles_open"])


def test_who_is_on_time_is_escalated_less_and_secures_more(empty_shell: Shell, autumn: Autumn) -> None:
    on_time = empty_shell.document("simulate", EXAMPLE, *AUTUMN, "--people", "on-time")
    assert sum(on_time["escalations"].values()) < sum(autumn.summary["escalations"].values())
    assert on_time["actions_secured"] > autumn.summary["actions_secured"] == 0


def test_a_loaded_board_is_simulated_from_where_it_stands(shell: Shell) -> None:
    owner = "b.uitgeester@dewaterlijn.example"
    shell.does("action", "klaar", "A-004", "--as", owner, "--done", "Klaar", "--as-of", "2026-11-20")
    before = shell.document("action", "list", "--all"), shell.document("notices")
    notices = shell.folder / "notices.jsonl"
    shell.does("simulate", "waterlijn", "--from", "2026-11-21", "--to", "2026-12-18", "--notices", notices)
    told = {row["recipient"] for row in lines(notices) if row["item"] == "A-004"}
    assert told
    assert owner not in told
    assert (shell.document("action", "list", "--all"), shell.document("notices")) == before


def test_a_loaded_board_opens_no_cycle_again_and_tells_nothing_twice(shell: Shell) -> None:
    shell.does("tick", "--as-of", "2026-11-20")
    open_now = len(shell.document("cycle", "list"))
    told = shell.document("notices")
    assert open_now > 0
    assert told != []
    notices, cycles = shell.folder / "notices.jsonl", shell.folder / "cycles.jsonl"
    span = ("--from", "2026-11-21", "--to", "2026-11-24")
    year = shell.document("simulate", "waterlijn", *span, "--notices", notices, "--cycles", cycles)
    assert (year["cycles_opened"], len(year["cycles_open"]), lines(cycles)) == (0, open_now, [])
    before = {(row["item"], row["step"], row["recipient"]) for row in told if row["recipient"]}
    assert not before & {(row["item"], row["step"], row["recipient"]) for row in lines(notices)}


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("nergens/map", *AUTUMN), "er is geen map 'nergens/map'"),
        (("nergens", *AUTUMN), "er is geen bestuur 'nergens'"),
        (
            (EXAMPLE, "--from", "2026-09-02", "--to", "2026-09-01"),
            "1 september 2026 ligt vóór de eerste dag 2 september 2026",
        ),
        ((EXAMPLE, *AUTUMN, "--people", "as-usul"), "'as-usul' is hier niet bekend; bedoel je 'as-usual'?"),
        ((EXAMPLE, *AUTUMN, "--seed", "one"), "--seed is niet te gebruiken: daar hoort een heel getal"),
        ((EXAMPLE, *AUTUMN, "--seed"), "achter --seed hoort een waarde"),
        ((EXAMPLE, *AUTUMN, "nog", "iets"), "dit is te veel: nog iets"),
        ((EXAMPLE, "--from", "9999-01-01", "--to", "9999-12-31"), "1 januari 9999 ligt te ver weg"),
        ((EXAMPLE, "--from", "2026-09-01"), "--to ontbreekt"),
        (
            (EXAMPLE, "--from", "2026-09-01", "--to", "2026-09-01", "--notices", "no/such/file"),
            "'no/such/file' is niet te gebruiken: die map is er niet",
        ),
    ],
)
def test_what_cannot_be_simulated_is_told(shell: Shell, words: tuple[object, ...], line: str) -> None:
    said = shell.run("simulate", *words)
    assert said.code == 2
    assert said.err.startswith(line)


class StoreThatFails(SqlStore):
    """A store in memory whose boards cannot be written from some moment on."""

    writes_left = 2

    @contextmanager
    def board(self, slug: str) -> Iterator[SqlSession]:
        self.writes_left -= 1
        if self.writes_left < 0:
            raise OSError("disk full")
        with super().board(slug) as session:
            yield session


def test_a_year_in_which_the_engine_fails_is_not_shown() -> None:
    shipped = Shipped()
    store = StoreThatFails(open_store("sqlite://", entropy=bytes).engine, bytes)
    scenario = Scenario(first=date(2026, 9, 1), last=date(2026, 9, 30))
    with pytest.raises(BrokeOff, match="the engine failed on 2026-09-01"):
        simulate(store, shipped, CatalogueWords(shipped), read_folder(EXAMPLE, shipped), scenario)
    store.close()
