"""The steps of a cycle on its pages: from what is missing to done, refused to others, kept when it is not right."""

from collections.abc import Mapping

import pytest

from pdca.domain.cycles.cycle import Cycle, CycleState, Reflection
from tests.web.house import BOARD, Browser, House, who

AUDIT = "internal-audit/RIV/2026-2027"
PLACE = f"/b/waterlijn/cycles/{AUDIT}"
OWNER, CLOSER, COLLEAGUE = "e.demirtas", "p.laanstra", "t.boerhoorn"


def cycle_of(house: House, id: str = AUDIT) -> Cycle:
    with house.runtime.store.reading(BOARD) as session:
        return session.cycle(id)


@pytest.fixture
def owner(house: House) -> Browser:
    """Whoever runs the audit, on its closing page."""
    browser = house.browser(OWNER)
    browser.get(f"{PLACE}/closing")
    return browser


def test_from_what_is_missing_to_closed_without_leaving_the_closing_page(
    house: House, owner: Browser
) -> None:
    assert "Nog niet alles is in orde." in owner.says
    for code in ("actions", "share"):
        owner.submit(f"/tasks/{code}/done")
    owner.submit("/decide", decision="carry_over", target="safety-monitor/RIV/2026-2027", reason="Loopt door")
    assert "Nog niet alles is in orde." in owner.says
    owner.submit("/do/reflect", reflection="helped", words="De medicijnkast klopt nu elke week")
    assert "Dank je wel voor het terugkijken." in owner.says
    assert "Alles is in orde." in owner.says
    assert owner.at == f"{PLACE}/closing"
    closer = house.browser(CLOSER)
    closer.get(PLACE)
    assert "Alles is in orde. Je kunt de cyclus sluiten." in closer.says
    closer.get(f"{PLACE}/closing")
    closer.submit("/do/close", ground="Besproken in het directieoverleg")
    closed = cycle_of(house)
    assert closed.state is CycleState.CLOSED
    assert (closed.reflection, closed.closed_by) == (Reflection.HELPED, who(CLOSER))
    with house.runtime.store.reading(BOARD) as session:
        assert {session.action(ref).cycle for ref in ("A-013", "A-014")} == {"safety-monitor/RIV/2026-2027"}


def test_looking_back_asks_whether_it_helped_and_how_that_shows(house: House, owner: Browser) -> None:
    assert "Hielp dit leerlingen, ouders of personeel?" in owner.says
    page = owner.submit("/do/reflect", words="Het is rustiger in de gang")
    assert page.status_code == 422
    assert 'id="f-reflection-error"' in page.text
    assert "Het is rustiger in de gang</textarea>" in page.text
    owner.submit("/do/reflect", reflection="partly", words="Leerling Daan Smit loopt rustiger")
    assert cycle_of(house).reflection is Reflection.PARTLY
    assert cycle_of(house).reflection_words == "Leerling Daan Smit loopt rustiger"
    assert "'Leerling Daan Smit' lijkt op de naam van een leerling." in owner.says


STEPS: tuple[tuple[str, str, dict[str, str], dict[str, object]], ...] = (
    (OWNER, "record_report", {"report": "Archief, map 12"}, {"report": "Archief, map 12"}),
    (OWNER, "record_feedback", {"feedback": "In het teamoverleg"}, {"feedback": "In het teamoverleg"}),
    ("n.berkaoui", "appoint_lead", {"to": "Yara Nijkampf"}, {"lead": who("y.nijkampf")}),
    (
        OWNER,
        "reassign",
        {"post": "owner", "to": who("t.aertsveld"), "reason": "Ruil"},
        {"owner": who("t.aertsveld")},
    ),
    (OWNER, "cancel", {"reason": "Dubbel gepland"}, {"state": "cancelled", "ground": "Dubbel gepland"}),
)


@pytest.mark.parametrize(("person", "step", "fields", "after"), STEPS, ids=lambda one: str(one)[:24])
def test_a_step_lacks_something_comes_back_and_is_then_taken(
    house: House, person: str, step: str, fields: Mapping[str, str], after: Mapping[str, object]
) -> None:
    browser = house.browser(person)
    browser.get(PLACE)
    needed = list(fields)[-1]
    page = browser.submit(f"/do/{step}", **{**fields, needed: "  "})
    assert page.status_code == 422
    assert f'id="f-{needed}-error"' in page.text
    assert {name: str(getattr(cycle_of(house), name)) for name in after} != after
    assert browser.submit(f"/do/{step}", **{needed: fields[needed]}).status_code == 200
    assert {name: str(getattr(cycle_of(house), name)) for name in after} == after


@pytest.mark.parametrize(("step", "fields"), [(step, fields) for _, step, fields, _ in STEPS], ids=str)
def test_a_colleague_is_told_who_can_and_nothing_changes(
    house: House, step: str, fields: Mapping[str, str]
) -> None:
    colleague = house.browser("l.zerhouni")
    page = colleague.get(PLACE)
    assert f"/do/{step}" not in page.text
    before = house.fingerprint()
    answer = colleague.post(f"{PLACE}/do/{step}", fields)
    assert answer.status_code == 409
    assert "Esra Demirtas" in colleague.says
    assert AUDIT not in colleague.says, "a cycle is called by its title"
    if step != "reassign":
        assert list(fields.values())[-1] in answer.text, "what was written is still there"
    assert house.fingerprint() == before


def test_whoever_works_elsewhere_finds_no_step_to_take(house: House) -> None:
    stranger = house.browser("b.uitgeester")
    stranger.get("/b/waterlijn/cycles")
    before = house.fingerprint()
    for step in ("do/reflect", "do/nonsense", "tasks/share/done", "tasks/share/nonsense", "decide"):
        assert stranger.post(f"{PLACE}/{step}", {"words": "x", "reason": "x"}).status_code == 404
    assert house.fingerprint() == before


def test_who_leads_the_audit_is_asked_of_an_audit_only(house: House) -> None:
    browser = house.browser("n.berkaoui")
    for kind, is_audit in (("internal-audit", True), ("safety-monitor", False)):
        browser.get(f"/b/{BOARD}/cycles/{kind}/PSL/2026-2027")
        assert "Verander mensen" in browser.says
        assert ("Wie leidt de audit?" in browser.says) is is_audit


def test_nobody_leads_the_audit_of_the_own_school(house: House) -> None:
    browser = house.browser("n.berkaoui")
    browser.get(PLACE)
    page = browser.submit("/do/appoint_lead", to="Tim Boerhoorn")
    assert page.status_code == 409
    assert "Tim Boerhoorn werkt op de school van “Interne audit 2026-2027”" in browser.says
    assert "Tim Boerhoorn" in page.text
    assert cycle_of(house).lead == who("k.rijpwetering")


def test_whoever_owns_an_open_action_cannot_close_for_want_of_other_eyes(
    house: House, owner: Browser
) -> None:
    leader = house.browser(CLOSER)
    leader.get(f"/b/{BOARD}/actions/A-013/do/reassign")
    leader.submit("/do/reassign", to=who(CLOSER), reason="Ik neem het over")
    with house.runtime.store.reading(BOARD) as session:
        assert session.action("A-013").owner == who(CLOSER)
    leader.get(f"{PLACE}/closing")
    assert "vier ogen zien meer" in leader.says
    assert AUDIT not in leader.says
    before = house.fingerprint()
    answer = leader.post(f"{PLACE}/do/close", {"ground": "Gezien", "place": "closing"})
    assert answer.status_code == 409
    assert "vier ogen zien meer" in leader.says
    assert "Gezien" in leader.says
    assert house.fingerprint() == before


def test_a_phase_ends_when_its_gate_is_open_and_says_till_then_what_lacks(house: House) -> None:
    id = "risk-inventory-progress/KRW/2026-2027"
    browser = house.browser("m.oosterling")
    page = browser.get(f"/b/waterlijn/cycles/{id}")
    assert "Er ontbreekt nog iets voor de volgende fase begint." in browser.says
    assert "/do/advance" not in page.text
    assert browser.post(f"/b/waterlijn/cycles/{id}/do/advance").status_code == 409
    title = cycle_of(house, id).task("discuss").title.nl
    assert browser.says.count(title) > 1, "the refusal names the task"
    browser.get(f"/b/waterlijn/cycles/{id}")
    browser.submit("/tasks/discuss/done")
    assert "Alles is in orde. Je kunt naar de volgende fase." in browser.says
    shown = browser.page
    for _ in range(2):
        browser.page = shown
        browser.submit("/do/advance")
        assert "De volgende fase is begonnen." in browser.says
    assert cycle_of(house, id).state is CycleState.ACT


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "Esra Demirtas deed een taak: Bespreek de uitkomst met het team"),
        ("en", "Esra Demirtas did a task: Discuss the outcome with the team"),
    ],
)
def test_a_history_names_the_task_that_was_done(
    house: House, owner: Browser, language: str, said: str
) -> None:
    owner.submit("/tasks/share/done")
    for_the_board = house.browser("n.berkaoui")
    for browser, place in (
        (owner, PLACE),
        (for_the_board, f"/b/{BOARD}/trust/events"),
        (for_the_board, f"/b/{BOARD}/trust/events?sort=cycle"),
    ):
        browser.client.cookies.set("pdca-lang", language)
        browser.get(place)
        assert said in " ".join(browser.says.split()), place


def test_the_page_of_a_step_in_english(house: House, owner: Browser) -> None:
    owner.client.cookies.set("pdca-lang", "en")
    owner.get(PLACE)
    assert "Something is still missing before this cycle can be closed." in owner.says
    page = owner.submit("/do/record_report", report=" ")
    assert page.status_code == 422
    assert "Where the report is" in owner.says
    assert "Fill this in." in owner.says
    assert "Vul dit in" not in owner.says
