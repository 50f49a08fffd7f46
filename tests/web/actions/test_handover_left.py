"""Handing over: what would be left without somebody who leads or closes it is said first, with what can be done."""

import re
from datetime import date

from pdca.domain.cycles.cycle import Cycle, TaskState
from pdca.domain.cycles.machine import CycleEvent, TaskEvent
from pdca.domain.cycles.moves import CycleAct
from pdca.mail.kept import Mailbox
from pdca.services.cycles.act_on_cycle import act_on_cycle
from tests.web.house import BOARD, Browser, House, who

PLACE, AUDIT = f"/b/{BOARD}/handover", "internal-audit/PSL/2026-2027"
NAIMA, CAROLIEN, KOEN, INGE, ESRA = "n.berkaoui", "c.bosmade", "k.rijpwetering", "i.marsdiep", "e.demirtas"
DAY = "2026-12-07"
ASKS = "mag dan sluiten, en krijgt de vraag wie het doet."


def audit(house: House) -> Cycle:
    with house.runtime.store.reading(BOARD) as session:
        return session.cycle(AUDIT)


def led_by(house: House, name: str) -> None:
    """Let somebody lead the audit of De Peilschaal."""
    with house.runtime.store.board(BOARD) as session:
        act = CycleAct(event=CycleEvent.APPOINT_LEAD, actor=who(NAIMA), to=who(name))
        act_on_cycle(session, house.runtime.shipped, AUDIT, act, house.clock.now())


def thought_of(house: House, leaver: str, successor: str, by: str = NAIMA) -> Browser:
    browser = house.browser(by)
    browser.get(f"{PLACE}?leaver={who(leaver)}&successor={who(successor)}&day={DAY}")
    return browser


def planned(house: House) -> int:
    with house.runtime.store.reading(BOARD) as session:
        return len(session.handovers())


def letter_to(house: House, name: str) -> str:
    box = Mailbox(house.mail)
    return box.open(box.envelopes(who(name))[0].name).text


def until(house: House, day: date) -> None:
    house.morning((day - house.today).days)


def test_a_lead_of_the_own_school_is_said_first_and_another_is_chosen_on_the_spot(house: House) -> None:
    led_by(house, KOEN)
    browser = thought_of(house, KOEN, INGE)
    assert "Interne audit 2026-2027 (De Peilschaal)" in browser.says
    assert "Inge Marsdiep werkt op De Peilschaal en leidt daar geen audit." in browser.says
    assert "Kies je niemand, dan krijgt Naima Berkaoui de vraag." in browser.says
    assert "Wie leidt Interne audit 2026-2027 (De Peilschaal) dan?" in browser.says
    browser.submit("/handover", **{f"lead:{AUDIT}": who(ESRA)})
    assert "Gepland voor 7 december 2026." in browser.says
    until(house, date(2026, 12, 7))
    assert audit(house).lead == who(ESRA)


def test_without_a_choice_the_quality_manager_is_asked_and_the_page_of_the_cycle_says_why(
    house: House,
) -> None:
    led_by(house, KOEN)
    thought_of(house, KOEN, INGE).submit("/handover")
    until(house, date(2026, 12, 7))
    browser = house.browser(NAIMA)
    assert "Koen Rijpwetering → Inge Marsdiep" in letter_to(house, NAIMA)
    link = re.search(r"/m/\S+", letter_to(house, NAIMA).partition("name-lead")[0].rpartition("gedaan:")[2])
    assert link is not None
    from_mail = house.browser()
    from_mail.get(link[0])
    assert "Open de cyclus" in from_mail.says
    assert 'action="' + link[0] + '/done"' not in str(from_mail.page and from_mail.page.text)
    browser.get(f"/b/{BOARD}/work")
    assert "Kies wie de audit leidt" in browser.says
    browser.get(f"/b/{BOARD}/cycles/{AUDIT}")
    assert "Leidt de audit nog niemand" in browser.says
    assert "De opvolger werkt op De Peilschaal, en niemand doet een audit op de eigen school." in browser.says
    assert "Overgedragen: Koen Rijpwetering → Inge Marsdiep." in browser.says
    assert f"/tasks/name-lead/{TaskEvent.DONE}" not in str(browser.page and browser.page.text)
    browser.submit("/do/appoint_lead", to=who(ESRA))
    assert audit(house).task("name-lead").state is TaskState.DONE
    assert "krijgt de vraag wie het wordt" not in browser.says


def test_a_role_that_stays_behind_is_said_before_the_handover_goes_on(house: House) -> None:
    browser = thought_of(house, CAROLIEN, INGE)
    assert ASKS not in browser.says, "the role goes along unless it is unticked"
    assert "Gaat deze rol niet mee? Dan sluit niemand van De Peilschaal: " in browser.says
    browser.submit("/handover", roles=[])
    assert browser.page is not None
    assert browser.page.status_code == 409
    assert "Nog niet gepland. Kijk hieronder waarvoor nog iemand nodig is" in browser.says
    assert f"Marijke Oldenhuis {ASKS}" in browser.says
    assert "Laat de rol schoolleider meegaan, dan sluit Inge Marsdiep." in browser.says
    assert planned(house) == 0
    browser.submit("/handover", roles=[])
    assert "Gepland voor 7 december 2026." in browser.says
    until(house, date(2026, 12, 7))
    assert audit(house).closer == who("m.oldenhuis")
    above = house.browser("m.oldenhuis")
    above.get(f"/b/{BOARD}/cycles/{AUDIT}")
    assert "Geen schoolleider van De Peilschaal sluit nu deze cyclus." in above.says
    assert "Daarom sluit Marijke Oldenhuis deze cyclus, of kiest een ander." in above.says
    assert f"/tasks/name-closer/{TaskEvent.DONE}" in str(above.page and above.page.text)


def test_the_remedy_is_taken_on_the_same_page(house: House) -> None:
    browser = thought_of(house, CAROLIEN, INGE)
    browser.submit("/handover", roles=[])
    browser.submit("/handover", roles=["school_leader@PSL"])
    assert "Gepland voor 7 december 2026." in browser.says
    until(house, date(2026, 12, 7))
    assert audit(house).closer == who(INGE)
    assert all(one.code != "name-closer" for one in audit(house).tasks)


def test_whoever_planned_it_reads_that_the_successor_called_it_off(house: House) -> None:
    thought_of(house, CAROLIEN, INGE).submit("/handover", roles=["school_leader@PSL"])
    successor = house.browser(INGE)
    successor.get(PLACE)
    successor.submit("/withdraw", reason="Ik heb daar geen tijd voor")
    planner = house.browser(NAIMA)
    planner.get(f"/b/{BOARD}/work")
    assert "De overdracht van Carolien Bosmade gaat niet door" in planner.says
    assert "Inge Marsdiep zegde het af: “Ik heb daar geen tijd voor”" in planner.says
    planner.get(f"{PLACE}?leaver={who(CAROLIEN)}")
    assert "Kies een andere opvolger" in planner.says
    assert "Afgezegd op" in planner.says


def test_a_successor_who_hands_over_too_is_said(house: House) -> None:
    thought_of(house, INGE, "y.nijkampf").submit("/handover", roles=[])
    browser = thought_of(house, CAROLIEN, INGE)
    assert "Inge Marsdiep draagt op 7 december 2026 zelf over aan Yara Nijkampf." in browser.says


def test_a_handover_to_oneself_and_to_somebody_who_left_by_then_are_said_at_the_field(house: House) -> None:
    browser = thought_of(house, CAROLIEN, CAROLIEN)
    for successor, said in (
        (CAROLIEN, "van zichzelf over; noem iemand anders"),
        (INGE, "werkt hier niet op"),
    ):
        house.leaves(INGE, date(2026, 12, 1))
        page = browser.submit("/handover", successor=who(successor))
        assert page.status_code == 422
        at = page.text.index('id="f-successor-error"')
        assert said in page.text[at : at + 300]
    assert planned(house) == 0


def test_looking_ahead_takes_few_statements(house: House) -> None:
    led_by(house, KOEN)
    browser = house.browser(NAIMA)
    browser.get(PLACE)
    for leaver in (CAROLIEN, KOEN):
        with house.counted() as ran:
            browser.get(f"{PLACE}?leaver={who(leaver)}&successor={who(INGE)}&day={DAY}")
        assert len(ran) <= 12, ran


def test_a_planned_handover_goes_on_telling_who_was_chosen_and_for_what_nobody_is_there(house: House) -> None:
    led_by(house, KOEN)
    thought_of(house, KOEN, INGE).submit("/handover", **{f"lead:{AUDIT}": who(ESRA)})
    browser = thought_of(house, CAROLIEN, INGE)
    browser.submit("/handover", roles=[])
    browser.submit("/handover", roles=[])
    browser.get(PLACE)
    assert "Gekozen om Interne audit 2026-2027 (De Peilschaal) te leiden: Esra Demirtas." in browser.says
    assert "nog iemand nodig" in browser.says
    assert f"Marijke Oldenhuis {ASKS}" in browser.says
    assert "leidt daar geen audit" not in browser.says, "Esra was chosen, in the other handover of that day"
    successor = house.browser(INGE)
    for place in (PLACE, f"/b/{BOARD}/work"):
        successor.get(place)
        with house.counted() as ran:
            successor.get(place)
        assert len(ran) <= 12, ran
        assert "te leiden: Esra Demirtas." in successor.says
    until(house, date(2026, 12, 7))
    browser.get(PLACE)
    assert "Gekozen om Interne audit 2026-2027 (De Peilschaal) te leiden: Esra Demirtas." in browser.says
    assert "nog iemand nodig" not in browser.says


def test_a_choice_that_no_longer_holds_is_said_on_the_card(house: House) -> None:
    led_by(house, KOEN)
    thought_of(house, KOEN, INGE).submit("/handover", **{f"lead:{AUDIT}": who(ESRA)})
    browser = house.browser(NAIMA)
    browser.get(PLACE)
    assert "nog iemand nodig" not in browser.says
    house.leaves(ESRA, date(2026, 12, 1))
    browser.get(PLACE)
    assert "Naima Berkaoui krijgt de vraag wie de audit leidt." in browser.says


def test_planned_handovers_and_looking_ahead_take_few_statements_together(house: House) -> None:
    led_by(house, KOEN)
    thought_of(house, KOEN, INGE).submit("/handover", **{f"lead:{AUDIT}": who(ESRA)})
    browser = house.browser(NAIMA)
    browser.get(PLACE)
    with house.counted() as ran:
        browser.get(f"{PLACE}?leaver={who(CAROLIEN)}&successor={who(INGE)}&day={DAY}")
    assert len(ran) <= 12, ran
