"""A form of a cycle says what its page knew: who was overtaken reads by whom, and loses nothing that was written."""

import threading

import pytest

from pdca.domain.cycles.machine import CycleEvent
from pdca.domain.cycles.moves import CycleAct
from pdca.services.cycles.act_on_cycle import act_on_cycle
from pdca.web.door.site import Once
from tests.web.house import BOARD, Browser, House, forms_of

AUDIT = "internal-audit/RIV/2026-2027"
PLACE = f"/b/waterlijn/cycles/{AUDIT}"
LONG = "Ouders merkten het aan de rust op het plein.\n" * 12


def runs_it(house: House, id: str = AUDIT) -> Browser:
    """Return the browser of whoever runs a cycle."""
    with house.runtime.store.reading(BOARD) as session:
        return house.browser(str(session.cycle(id).owner))


def report_meanwhile(house: House, report: str, actor: str = "") -> None:
    """Let somebody say where the report is, while a page is open elsewhere."""
    with house.runtime.store.board(BOARD) as session:
        act = CycleAct(
            event=CycleEvent.RECORD_REPORT, actor=actor or str(session.cycle(AUDIT).owner), report=report
        )
        act_on_cycle(session, house.runtime.shipped, AUDIT, act, house.clock.now())


def kinds(house: House, id: str = AUDIT) -> list[str]:
    with house.runtime.store.reading(BOARD) as session:
        return [one.kind for one in session.events(key=id)]


def test_every_form_of_a_cycle_says_what_its_page_knew_and_carries_a_mark(house: House) -> None:
    browser = runs_it(house)
    for place in (PLACE, f"{PLACE}/closing"):
        forms = [one for one in forms_of(browser.get(place).text) if "/cycles/" in one.action]
        forms = [one for one in forms if one.method == "post"]
        assert forms
        for form in forms:
            assert form.values["version"][0].isdecimal(), form.action
            assert len(form.values["once"][0]) == 16, form.action


def test_who_was_overtaken_reads_by_whom_and_sends_it_again(house: House) -> None:
    browser = runs_it(house)
    browser.get(f"{PLACE}/closing")
    report_meanwhile(house, "Kast 3 bij de administratie")
    page = browser.submit("/do/reflect", reflection="helped", words=LONG)
    assert page.status_code == 409
    assert "Iemand heeft dit intussen veranderd" in browser.says
    assert "vertelde waar het verslag staat" in browser.says
    assert "“Kast 3 bij de administratie”" in browser.says
    assert "23 november 2026" in browser.says
    assert LONG.strip() in page.text
    assert "cycle_reflect" not in kinds(house)
    assert browser.submit("/do/reflect").status_code == 200
    assert browser.at == f"{PLACE}/closing"
    with house.runtime.store.reading(BOARD) as session:
        assert session.cycle(AUDIT).reflection_words == LONG.strip()


def test_what_cannot_be_done_any_more_is_still_there_to_copy(house: House) -> None:
    browser = runs_it(house)
    browser.get(PLACE)
    with house.runtime.store.board(BOARD) as session:
        act = CycleAct(event=CycleEvent.CANCEL, actor=str(session.cycle(AUDIT).owner), reason="Dubbel")
        act_on_cycle(session, house.runtime.shipped, AUDIT, act, house.clock.now())
    page = browser.submit("/do/reflect", reflection="helped", words="Het plein is rustiger geworden")
    assert page.status_code == 409
    assert "“Dubbel”" in browser.says
    assert "Deze stap kan niet meer" in browser.says
    assert "Verstuur het dan opnieuw" not in browser.says
    assert "Het plein is rustiger geworden" in browser.says


def test_a_task_that_somebody_else_does_is_in_nobodys_way(house: House) -> None:
    browser = runs_it(house)
    forms = forms_of(browser.get(PLACE).text)
    codes = [one.action.split("/")[-2] for one in forms if one.action.endswith("/done")]
    assert len(codes) >= 2, "the example has two open tasks"
    other = runs_it(house)
    other.get(PLACE)
    other.submit(f"/tasks/{codes[0]}/done")
    assert browser.submit(f"/tasks/{codes[1]}/done").status_code == 200
    with house.runtime.store.reading(BOARD) as session:
        assert [session.cycle(AUDIT).task(code).state for code in codes[:2]] == ["done", "done"]


def test_a_task_that_was_done_already_says_by_whom(house: House) -> None:
    browser, other = runs_it(house), runs_it(house)
    form = next(one for one in forms_of(browser.get(PLACE).text) if one.action.endswith("/waive"))
    code = form.action.split("/")[-2]
    other.get(PLACE)
    other.submit(f"/tasks/{code}/done")
    page = browser.submit(f"/tasks/{code}/waive", reason="Dat doen we in maart")
    assert page.status_code == 409
    assert "Iemand heeft dit intussen veranderd" in browser.says
    assert "Dat doen we in maart" in browser.says
    assert kinds(house).count("task_waive") == 0


def test_an_action_that_moved_on_meanwhile_is_not_decided_about(house: House) -> None:
    browser = runs_it(house)
    browser.get(f"{PLACE}/closing")
    with house.runtime.store.reading(BOARD) as session:
        owner = session.action("A-013").owner
    other = house.browser(owner)
    other.get(f"/b/{BOARD}/actions/A-013/do/ask_more_time")
    other.submit("/do/ask_more_time", reason="De MR vergadert later", until="2027-01-15")
    page = browser.submit("/decide", ref=["A-013"], decision="drop", reason="Geen tijd")
    assert page.status_code == 409
    assert "A-013" in browser.says
    assert "Geen tijd" in page.text
    with house.runtime.store.reading(BOARD) as session:
        assert session.action("A-013").is_open


@pytest.mark.parametrize("step", ["/do/record_report", "/do/record_feedback", "/decide"])
def test_the_same_form_sent_twice_does_it_once_and_says_the_same(house: House, step: str) -> None:
    browser = runs_it(house)
    page = browser.get(f"{PLACE}/closing" if step == "/decide" else PLACE)
    fields = {"report": "Map 4", "feedback": "In het team verteld", "reason": "Kan mee"}
    asked = {"ref": ["A-013", "A-014"], "decision": "drop"} if step == "/decide" else {}
    told: list[str] = []
    counts: list[int] = []
    for _ in range(2):
        browser.page = page
        assert browser.submit(step, **fields, **asked).status_code == 200
        told.append(browser.says)
        counts.append(len(kinds(house)))
    assert told[0] == told[1]
    assert counts[0] == counts[1]


def test_two_sendings_at_the_same_moment_wait_for_each_other() -> None:
    once, order, first_is_in = Once(), [], threading.Event()

    def second() -> None:
        first_is_in.wait()
        with once.alone("mark"):
            order.append(once.led_to("mark"))

    other = threading.Thread(target=second)
    other.start()
    with once.alone("mark"), once.alone("another"):
        first_is_in.set()
        other.join(timeout=0.2)
        assert other.is_alive(), "it waits"
        once.remember("mark", "/there", "told")
    other.join()
    assert order == [("/there", "told")]


def test_a_finding_becomes_one_action_however_often_it_is_sent(house: House) -> None:
    browser = runs_it(house)
    page = browser.get(f"/b/{BOARD}/actions/new?cycle={AUDIT}")
    for _ in range(2):
        browser.page = page
        browser.submit("/actions/new", title="Pleinwacht herzien", owner="Noor Wijdeven")
    with house.runtime.store.reading(BOARD) as session:
        made = [one for one in session.actions(cycle=AUDIT) if one.title == "Pleinwacht herzien"]
    assert len(made) == 1


def test_a_file_for_a_cycle_is_kept_once_however_often_it_is_sent(house: House) -> None:
    browser = runs_it(house)
    page = browser.get(PLACE)
    for _ in range(2):
        browser.page = page
        browser.submit("/evidence", files=[("file", ("verslag.txt", b"besproken", "text/plain"))])
    with house.runtime.store.reading(BOARD) as session:
        assert len(session.evidence_of([AUDIT])) == 1
