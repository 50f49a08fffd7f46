"""Whoever does something hears in a sentence or two what happened and what comes next; after a slip what to give."""

import pytest

from tests.acceptance.cli.shell import Shell

OWNER = "b.uitgeester@dewaterlijn.example"
LEADER = "a.kuipershof@dewaterlijn.example"
COORDINATOR = "i.marsdiep@dewaterlijn.example"
QUALITY = "n.berkaoui@dewaterlijn.example"
PRINCIPAL = "c.bosmade@dewaterlijn.example"
DAY = ("--as-of", "2026-11-20")
DONE = ("action", "klaar", "A-004", "--as", OWNER, "--done", "Rooster herzien", *DAY)
SEEN = ("--verdict", "werkt", "--observed", "Rust op het plein")
MORE_TIME = ("action", "meer-tijd-vragen", "A-004", "--as", OWNER, "--until", "18-12-2026", "--reason", "MR")
AUDIT = "internal-audit/PSL/2026-2027"


def said(shell: Shell, *words: str) -> str:
    """Return what a command that succeeds says, in one line."""
    return shell.does(*words, *(() if "--as-of" in words else DAY)).strip()


def as_leader(*words: str) -> tuple[str, ...]:
    return ("action", words[0], "A-004", "--as", LEADER, *words[1:])


def test_securing_says_who_looks_after_it_and_when_it_is_looked_at_again(shell: Shell) -> None:
    shell.does(*DONE)
    kept = ("--secured-in", "Veiligheidsplan", "--secured-owner", OWNER)
    assert said(shell, *as_leader("borgen", *SEEN, *kept)) == (
        "A-004 is geborgd in 'Veiligheidsplan' en gesloten. Bram Uitgeester let erop en kijkt er op "
        "22 november 2027 weer naar. Bram Uitgeester krijgt een bedankje."
    )


def test_a_request_says_who_decides_and_a_grant_what_holds_now(shell: Shell) -> None:
    assert said(shell, *MORE_TIME) == (
        "Je vroeg meer tijd voor A-004, tot 18 december 2026. "
        "Arjan Kuipershof beslist uiterlijk 27 november 2026; tot dan verandert er niets."
    )
    assert said(shell, *as_leader("toestaan")) == (
        "A-004 heeft nu tijd tot 18 december 2026. Bram Uitgeester krijgt bericht."
    )


def test_a_refusal_says_that_the_date_stays_and_who_hears_why(shell: Shell) -> None:
    shell.does(*MORE_TIME)
    assert said(shell, *as_leader("afwijzen", "--reason", "Het moet eerder")) == (
        "Het verzoek over A-004 is afgewezen; de afspraak blijft 13 november 2026. Bram Uitgeester hoort waarom."
    )


def test_handing_back_and_taking_over(shell: Shell) -> None:
    back = ("action", "teruggeven", "A-004", "--as", OWNER, "--reason", "Andere taak")
    assert said(shell, *back).startswith("Je vroeg of een ander A-004 overneemt. Arjan Kuipershof beslist")
    assert said(shell, *as_leader("toestaan", "--to", "s.holtwijk@dewaterlijn.example")) == (
        "A-004 ligt nu bij Sanne Holtwijk, uiterlijk 13 november 2026. Sanne Holtwijk krijgt bericht."
    )


def test_a_first_wait_is_granted_at_once_and_the_second_is_asked(shell: Shell) -> None:
    wait = ("action", "vragen-om-te-wachten", "A-004", "--as", OWNER, "--reason", "Hek", "--until")
    assert said(shell, *wait, "27-11-2026") == (
        "A-004 wacht tot en met 27 november 2026; tot dan komen er geen herinneringen. "
        "De datum schuift mee naar 23 november 2026."
    )
    assert said(shell, *as_leader("weer-oppakken", "--reason", "Hek staat")) == (
        "A-004 loopt weer. Bram Uitgeester is aan zet, uiterlijk 13 november 2026."
    )
    assert said(shell, *wait, "4-12-2026").startswith("Je vroeg om A-004 te laten wachten tot en met 4 december")


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        (("verlengen", "--due", "18-12-2026", "--reason", "MR"), "A-004 heeft nu tijd tot 18 december 2026."),
        (("laten-wachten", "--until", "24-11-2026", "--reason", "Hek"), "A-004 wacht tot en met 24 november 2026;"),
        (("groot-maken",), "A-004 is nu een grote actie. Bram Uitgeester vult doel, meetwijze en datums in,"),
        (("laten-vervallen", "--reason", "Dubbel"), "A-004 is vervallen. Er komen geen berichten meer over."),
    ],
    ids=["extend", "block", "grow", "cancel"],
)
def test_what_a_manager_or_closer_does(shell: Shell, words: tuple[str, ...], sentences: str) -> None:
    assert said(shell, *as_leader(*words)).startswith(sentences)


def test_another_round_and_opening_again(shell: Shell) -> None:
    shell.does(*DONE)
    half = ("--verdict", "deels", "--observed", "Nog druk", "--goal", "Rust in elke pauze")
    assert said(shell, *as_leader("bijstellen", *half)) == (
        "A-004 gaat nog een keer rond: dit is ronde 2. "
        "Bram Uitgeester maakt er een plan voor, uiterlijk 4 december 2026."
    )
    shell.does(*as_leader("laten-vervallen", "--reason", "Dubbel"), *DAY)
    assert said(shell, *as_leader("heropenen", "--reason", "Toch niet")).startswith("A-004 is weer open. Bram")


def test_a_large_action_from_plan_to_closed(shell: Shell) -> None:
    own = ("action", "ik-ga-dit-doen", "A-009", "--as", PRINCIPAL, "--goal", "Meetbaar doel", "--measure", "meetbaar")
    assert said(shell, *own, "--due", "1-2-2027", "--check-due", "1-4-2027") == (
        "A-009 is afgesproken: klaar op 1 februari 2027. Daarna kijkt een ander of het werkt."
    )


def test_english_sentences_are_whole_too(shell: Shell) -> None:
    assert said(shell, "--lang", "en", *DONE) == (
        "A-004 is reported done. Arjan Kuipershof now looks whether it helps and secures it, by 4 December 2026."
    )


def test_tasks_say_what_is_still_needed_and_who_goes_on(shell: Shell) -> None:
    shell.does("tick", *DAY)
    first = said(shell, "task", "gedaan", f"{AUDIT}/appoint-team", "--as", QUALITY)
    assert first == (
        "'Wijs het auditteam aan' is gedaan. In deze fase nog nodig: nog niet gedaan of overgeslagen: "
        "'Maak het auditplan: doel, onderwerpen, dag en steekproef'."
    )
    waive = ("task", "overslaan", f"{AUDIT}/audit-plan", "--as", COORDINATOR, "--reason", "Van vorig jaar")
    skipped = said(shell, *waive)
    assert skipped == (
        "'Maak het auditplan: doel, onderwerpen, dag en steekproef' slaan we deze keer over. "
        "Deze fase is klaar: Inge Marsdiep kan de cyclus naar de volgende fase brengen."
    )
    shown = shell.does("cycle", "show", AUDIT, *DAY)
    assert f"is in de fase plan: Inge Marsdiep ({COORDINATOR}) is aan zet" in shown
    moved = said(shell, "cycle", "naar-de-volgende-fase", AUDIT, "--as", COORDINATOR)
    assert moved.startswith("Interne audit 2026-2027 (De Peilschaal) is nu in de fase doen, tot ")
    assert "Nu te doen: '" in moved


def test_a_task_is_given_away_and_opened_again(shell: Shell) -> None:
    shell.does("tick", *DAY)
    task = f"{AUDIT}/appoint-team"
    given = said(shell, "task", "overdragen", task, "--as", QUALITY, "--to", OWNER, "--reason", "Ruil")
    assert given == "'Wijs het auditteam aan' ligt nu bij Bram Uitgeester, uiterlijk 18 december 2026."


def test_what_is_missing_comes_with_the_options_that_give_it(shell: Shell) -> None:
    shell.does(*DONE)
    lacking = shell.run(*as_leader("borgen"), *DAY)
    needs, give, *_ = lacking.err.splitlines()
    assert lacking.code == 2
    assert needs == (
        "voor 'borgen' is nog nodig: oordeel, wat er te zien is, waar het is geborgd, wie erop let dat het zo blijft"
    )
    assert give == "geef mee: --verdict werkt|deels|niet --observed --secured-in --secured-owner"


def test_a_choice_that_is_not_known_lists_what_may_be_chosen_in_both_languages(shell: Shell) -> None:
    far = shell.run(*as_leader("borgen", "--verdict", "prima"), *DAY)
    assert far.err.splitlines()[0] == (
        "'prima' is hier niet bekend; kies uit: werkt (effective), deels (partly), niet (not)"
    )
    near = shell.run(*as_leader("borgen", "--verdict", "wrkt"), *DAY)
    assert "bedoel je 'werkt'? Kies uit: werkt (effective), deels (partly)" in near.err
    english = shell.run("--lang", "en", *as_leader("borgen", "--verdict", "prima"), *DAY)
    assert "use one of: effective (werkt), partly (deels), not (niet)" in english.err


def test_a_choice_of_several_words_is_given_by_its_code(shell: Shell) -> None:
    shell.does("tick", *DAY)
    reflect = ("cycle", "terugkijken", AUDIT, "--as", COORDINATOR, "--words", "x", "--reflection", "qqq", *DAY)
    assert "kies uit: helped (het hielp), partly (het hielp een beetje)" in shell.run(*reflect).err


def test_a_word_that_looks_like_no_command_is_not_guessed_at(shell: Shell) -> None:
    unknown = shell.run("qqqq")
    assert unknown.code == 2
    assert unknown.err.startswith("de opdracht 'qqqq' bestaat niet; kies uit: ")
    event = shell.run("action", "status", "A-004")
    assert "'status' bestaat niet; kies uit: ik ga dit doen (commit), klaar (report-done)" in event.err
    english = shell.run("--lang", "en", "action", "status", "A-004")
    assert english.err.startswith("there is no command 'status'; use one of: commit, report-done, ")
