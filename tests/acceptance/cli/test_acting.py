"""People act from a shell: every step, who may, and what is said when it may not be."""

import pytest

from tests.acceptance.cli.shell import Shell

OWNER = "b.uitgeester@dewaterlijn.example"
LEADER = "a.kuipershof@dewaterlijn.example"
COORDINATOR = "i.marsdiep@dewaterlijn.example"
DAY = ("--as-of", "2026-11-20")


@pytest.mark.parametrize("word", ["report-done", "report_done", "done", "klaar", "Klaar", "gereed-melden"])
def test_an_event_is_known_by_its_code_and_by_its_dutch_words(shell: Shell, word: str) -> None:
    done = shell.document("action", word, "A-004", "--as", OWNER, "--done", "Rooster herzien", *DAY)
    assert (done["phase"], done["responsible"], done["done"]) == ("check", LEADER, "Rooster herzien")


def test_a_small_action_goes_round_from_the_shell(shell: Shell) -> None:
    said = shell.does("action", "klaar", "A-004", "--as", OWNER, "--done", "Rooster herzien", *DAY)
    assert said.strip() == (
        "A-004 is klaar gemeld. Arjan Kuipershof kijkt nu of het helpt en borgt het, uiterlijk 4 december 2026."
    )
    secured = shell.document(
        *("action", "borgen", "A-004", "--as", LEADER, "--verdict", "werkt", "--observed", "Rust"),
        *("--secured-in", "Veiligheidsplan", "--secured-owner", LEADER, "--review-on", "1-9-2027", *DAY),
    )
    assert (secured["phase"], secured["closed_by"], secured["review_on"]) == ("closed", LEADER, "2027-09-01")


def test_closing_by_the_wrong_person_is_refused_with_the_reason(shell: Shell) -> None:
    shell.does("action", "done", "A-004", "--as", OWNER, "--done", "Rooster herzien", *DAY)
    said = shell.run("action", "secure", "A-004", "--as", OWNER, "--secured-in", "Plan", *DAY)
    assert said.code == 3
    assert said.out == ""
    assert said.err.splitlines()[0] == (
        "Bram Uitgeester mag dit niet doen met A-004 (borgen). Wie dat wel kan: Arjan Kuipershof (teamleider)"
    )
    assert shell.document("action", "show", "A-004")["phase"] == "check"


def test_a_refusal_as_a_document(shell: Shell) -> None:
    said = shell.run("action", "agree", "A-004", "--as", OWNER, "--json", *DAY)
    assert said.code == 3
    assert said.document() == {
        "error": "A-004 is in de fase doen; 'akkoord geven' kan daar niet",
        "problems": [],
    }


def test_english_is_said_on_request(shell: Shell) -> None:
    said = shell.run("--lang", "en", "action", "secure", "A-004", "--as", OWNER, *DAY)
    assert said.code == 3
    assert "is not possible there" in said.err


def test_what_is_missing_is_named(shell: Shell) -> None:
    said = shell.run("action", "extend", "A-004", "--as", LEADER, *DAY)
    assert (said.code, said.err.splitlines()[0]) == (2, "voor 'verlengen' is nog nodig: reden, datum")


def test_an_unknown_event_names_the_nearest(shell: Shell) -> None:
    for word, near in (("klar", "klaar"), ("comit", "commit"), ("borgn", "borgen")):
        said = shell.run("action", word, "A-004", "--as", OWNER)
        assert said.code == 2
        assert f"de opdracht '{word}' bestaat niet; bedoel je '{near}'?" in said.err


def test_an_unknown_word_for_a_code_names_the_nearest(shell: Shell) -> None:
    said = shell.run("action", "secure", "A-004", "--as", LEADER, "--verdict", "werk", *DAY)
    assert said.code == 2
    assert "bedoel je 'werkt'" in said.err


def test_somebody_asks_for_time_and_the_manager_grants_it(shell: Shell) -> None:
    asked = shell.document(
        *("action", "ask-more-time", "A-004", "--as", OWNER, "--until", "2026-12-18"),
        *("--reason", "Eerst langs de MR", *DAY),
    )
    assert (asked["request"]["kind"], asked["request"]["responsible"]) == ("more_time", LEADER)
    refused = shell.run("action", "grant", "A-004", "--as", OWNER, *DAY)
    assert refused.code == 3
    granted = shell.document("action", "toestaan", "A-004", "--as", LEADER, *DAY)
    assert (granted["due"], granted["request"]) == ("2026-12-18", None)
    shown = shell.does("action", "show", "A-004").splitlines()[-1]
    assert LEADER in shown
    assert shown.endswith("Bram Uitgeester vroeg: Eerst langs de MR")


def test_a_request_that_is_refused_stays_as_it_was(shell: Shell) -> None:
    words = ("action", "uitstel-vragen", "A-004", "--as", OWNER, "--until", "2026-12-18", "--reason", "Druk")
    assert "Arjan Kuipershof beslist" in shell.does(*words, *DAY)
    assert "Er ligt een verzoek (meer tijd): Arjan Kuipershof" in shell.does("action", "show", "A-004")
    shell.does("action", "refuse", "A-004", "--as", LEADER, "--reason", "Het moet eerder", *DAY)
    assert shell.document("action", "show", "A-004")["due"] == "2026-11-13"


def test_capitals_in_an_address_make_no_difference(shell: Shell) -> None:
    shell.does("action", "done", "A-004", "--as", OWNER.upper(), "--done", "Klaar", *DAY)


NEW = ("--title", "Fietsenstalling", "--unit", "PSL", "--owner", OWNER, "--source", "klacht")


def test_a_new_action_starts_by_its_size_and_is_under_way_at_once(shell: Shell) -> None:
    small = shell.document(
        *(
            "action",
            "new",
            "A-100",
            *NEW,
            "--grade",
            "verbeterpunt",
            "--due",
            "1-12-2026",
            "--as",
            LEADER,
            *DAY,
        )
    )
    assert (small["phase"], small["size"], small["source"]) == ("do", "small", "complaint")
    large = shell.document(
        *("action", "new", "A-101", *NEW, "--grade", "minor", "--due", "1-12-2026", "--as", LEADER, *DAY)
    )
    assert (large["phase"], large["size"]) == ("plan", "large")
    shell.does("tick", "--as-of", "2026-11-23")
    assert shell.document("notices", "--item", "A-100")[0]["recipient"] == OWNER
    assert shell.document("verify") == {"boards": {"waterlijn": []}}


def test_a_new_action_joins_the_cycle_that_takes_its_source(shell: Shell) -> None:
    shell.does("tick", "--as-of", "2026-11-20")
    words = ("--grade", "verbeterpunt", "--due", "1-12-2026", "--as", LEADER, *DAY)
    audit = [*NEW[:-1], "internal_audit"]
    joined = shell.document("action", "new", "A-100", *audit, *words)
    assert joined["cycle"] == "internal-audit/PSL/2026-2027"
    chosen = shell.document("action", "new", "A-101", *NEW, "--cycle", "annual-plan/PSL/2026-2027", *words)
    assert chosen["cycle"] == "annual-plan/PSL/2026-2027"
    assert shell.run("action", "new", "A-102", *NEW, "--cycle", "no/such/cycle", *words).code == 2


def test_a_new_action_is_checked_as_a_row_of_the_table(shell: Shell) -> None:
    said = shell.run(
        *("action", "new", "A-100", "--title", "", "--unit", "PSX", "--owner", OWNER, "--source", "klacht"),
        *(
            "--grade",
            "vrbeterpunt",
            "--due",
            "31-2-2027",
            "--norms",
            "OK:OP99",
            "--as",
            LEADER,
            *DAY,
            "--json",
        ),
    )
    assert said.code == 2
    columns = [problem["column"] for problem in said.document()["problems"]]
    assert sorted(columns) == ["--due", "--grade", "--norms", "--title", "--unit"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("A-004", *NEW, "--grade", "verbeterpunt", "--due", "1-12-2026", "--as", LEADER), 3),
        (("A-100", *NEW, "--grade", "verbeterpunt", "--due", "1-11-2026", "--as", LEADER), 2),
        (
            (
                "A-100",
                *NEW,
                "--grade",
                "verbeterpunt",
                "--due",
                "1-12-2026",
                "--as",
                "niemand@dewaterlijn.example",
            ),
            2,
        ),
    ],
    ids=["there already", "due in the past", "by nobody"],
)
def test_a_new_action_that_cannot_be(shell: Shell, words: tuple[str, ...], code: int) -> None:
    assert shell.run("action", "new", *words, *DAY).code == code


def test_actions_are_listed_by_whose_turn_it_is(shell: Shell) -> None:
    rows = shell.document("action", "list", "--of", OWNER)
    assert [row["ref"] for row in rows] == ["A-004"]
    assert "Pleinrooster" in shell.does("action", "list", "--unit", "PSL")
    open_ones, all_ones = shell.document("action", "list"), shell.document("action", "list", "--all")
    assert len(open_ones) < len(all_ones) == 40
    assert shell.does("action", "list", "--of", "niemand@dewaterlijn.example").strip() == "Geen acties."


def test_an_action_is_shown_with_what_happened_to_it(shell: Shell) -> None:
    shell.does("action", "klaar", "A-004", "--as", OWNER, "--done", "Rooster herzien", *DAY)
    shown = shell.does("action", "show", "A-004")
    for words in (
        "Pleinrooster en toezicht",
        "Arjan Kuipershof",
        "Rooster herzien",
        "20-11-2026",
        "klaar",
        OWNER,
    ):
        assert words in shown


AUDIT = "internal-audit/PSL/2026-2027"


def test_a_cycle_moves_on_when_its_tasks_are_done(shell: Shell) -> None:
    shell.does("tick", *DAY)
    refused = shell.run("cycle", "advance", AUDIT, "--as", COORDINATOR, *DAY)
    assert refused.code == 3
    assert (
        "nog niet gedaan of overgeslagen: 'Wijs het auditteam aan'; 'Maak het auditplan: doel" in refused.err
    )
    for task in shell.document("task", "list"):
        if task["id"].startswith(f"{AUDIT}/"):
            shell.does("task", "gedaan", task["id"], "--as", task["owner"], *DAY)
    assert {gate["green"] for gate in shell.document("cycle", "show", AUDIT, *DAY)["gates"]} == {True}
    moved = shell.document("cycle", "naar-de-volgende-fase", AUDIT, "--as", COORDINATOR, *DAY)
    assert moved["state"] == "do"
    assert "audit-day" in shell.does("cycle", "show", AUDIT)


def test_a_task_is_waived_by_the_owner_of_the_cycle_only_and_with_a_reason(shell: Shell) -> None:
    shell.does("tick", *DAY)
    task = f"{AUDIT}/appoint-team"
    assert shell.run("task", "waive", task, "--as", OWNER, "--reason", "Niet nodig", *DAY).code == 3
    assert shell.run("task", "waive", task, "--as", COORDINATOR, *DAY).code == 2
    waived = shell.document("task", "overslaan", task, "--as", COORDINATOR, "--reason", "Niet nodig", *DAY)
    assert next(one for one in waived["tasks"] if one["code"] == "appoint-team")["state"] == "waived"
    assert "is weer open" in shell.does("task", "reopen", task, "--as", COORDINATOR, "--reason", "Toch", *DAY)


def test_an_open_action_is_dropped_from_its_cycle(shell: Shell) -> None:
    shell.does("tick", *DAY)
    inside = shell.document("action", "list", "--cycle", AUDIT)
    dropped = shell.document(
        *("cycle", "drop", AUDIT, inside[0]["ref"], "--as", COORDINATOR, "--reason", "Niet meer nodig", *DAY)
    )
    assert dropped["phase"] == "cancelled"


def test_cycles_are_listed_and_led(shell: Shell) -> None:
    assert shell.does("cycle", "list").strip() == "Geen cycli."
    assert shell.does("task", "list").strip() == "Geen taken."
    shell.does("tick", *DAY)
    assert AUDIT in shell.does("cycle", "list", "--unit", "PSL")
    assert {one["unit"] for one in shell.document("cycle", "list", "--unit", "PSL")} == {"PSL"}
    led = shell.document(
        *("cycle", "appoint-lead", AUDIT, "--as", COORDINATOR, "--to", "m.terwolde@dewaterlijn.example", *DAY)
    )
    assert led["lead"] == "m.terwolde@dewaterlijn.example"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("action", "show", "A-999"), "er is geen actie 'A-999'"),
        (("cycle", "show", "a/b/c"), "er is geen cyclus 'a/b/c'"),
        (("task", "done", "a/b/c/d", "--as", OWNER), "er is geen cyclus 'a/b/c'"),
        (("action", "klaar", "A-004"), "--as ontbreekt"),
        (("action", "klaar"), "REF ontbreekt"),
        (("action", "klaar", "A-004", "--as", OWNER, "--dun", "x"), "de optie --dun bestaat niet; bedoel je"),
        (
            ("action", "klaar", "A-004", "--as", OWNER, "--due", "31-2-2027"),
            "'31-2-2027' is geen dag die bestaat",
        ),
        (
            ("action", "klaar", "A-004", "--as", OWNER, "--as-of", "2026-11-20T08"),
            "bij een tijdstip hoort een tijdzone",
        ),
        (
            ("action", "klaar", "A-004", "--as", OWNER, "--as-of", "2026-11-20Tx"),
            "'2026-11-20Tx' is geen moment",
        ),
        (("tick", "--as-of", "9999-01-01"), "1 januari 9999 ligt te ver weg"),
        (("tick", "--as-of", "9999-01-01T08:00:00+01:00"), "1 januari 9999 ligt te ver weg"),
    ],
)
def test_what_cannot_be_read_or_found_ends_in_exit_2(shell: Shell, words: tuple[str, ...], line: str) -> None:
    said = shell.run(*words)
    assert said.code == 2
    assert said.err.startswith(line)
    as_document = shell.run(*words, "--json")
    assert as_document.code == 2
    assert as_document.document()["error"].startswith(line)
