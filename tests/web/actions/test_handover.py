"""Handing over: shown before it is planned, accepted by the successor, called off with a reason."""

from datetime import date

from tests.web.house import BOARD, Browser, House, who

PLACE = f"/b/{BOARD}/handover"


def planned(house: House) -> Browser:
    """Plan that Fenna takes over from Bram on the first of August, as their head of school."""
    browser = house.browser("c.bosmade")
    browser.get(PLACE)
    browser.submit("/handover", leaver="Bram Uitgeester", successor="Fenna Stroobach", day="2027-08-01")
    browser.submit("/handover", reason="Andere school")
    return browser


def handovers(house: House) -> list[str]:
    with house.runtime.store.reading(BOARD) as session:
        return [
            "withdrawn" if one.withdrawn_on else "accepted" if one.accepted_on else "planned"
            for one in session.handovers()
        ]


def test_what_goes_along_is_shown_before_anything_is_planned(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(PLACE)
    assert 'value="2027-08-01"' in browser.page.text if browser.page else False
    before = house.fingerprint()
    browser.submit("/handover", leaver="Bram Uitgeester", successor="Fenna Stroobach")
    assert "Pleinrooster en toezicht in de kleine pauze herzien" in browser.says
    assert "Veiligheidsmonitor 2026-2027" in browser.says
    assert "veiligheidscoördinator (De Peilschaal)" in browser.says
    assert house.fingerprint() == before, "looking plans nothing"


def test_a_planned_handover_is_shown_to_the_successor_who_accepts_it(house: House) -> None:
    browser = planned(house)
    assert "Gepland voor 1 augustus 2027." in browser.says
    assert "Bram Uitgeester → Fenna Stroobach" in browser.says
    successor = house.browser("f.stroobach")
    successor.get(f"/b/{BOARD}/work")
    assert "Bram Uitgeester draagt aan je over" in successor.says
    successor.get(PLACE)
    assert "veiligheidscoördinator (De Peilschaal)" in successor.says
    successor.submit("/accept")
    assert "Vanaf 1 augustus 2027 is het bij jou." in successor.says
    assert "Aanvaard" in successor.says
    assert handovers(house) == ["accepted"]
    with house.runtime.store.reading(BOARD) as session:
        kept = session.handovers()[0]
    assert {str(role) for role in kept.roles} == {
        "safety_coordinator@PSL",
        "prevention_officer@PSL",
        "staff@PSL-ONB",
    }


def test_somebody_else_can_neither_see_nor_accept_it(house: House) -> None:
    planned(house)
    other = house.browser("e.vermolenaar")
    other.get(PLACE)
    assert "Bram Uitgeester →" not in other.says
    assert other.post(f"{PLACE}/handover-1/accept").status_code == 409
    assert handovers(house) == ["planned"]


def test_calling_it_off_needs_a_reason(house: House) -> None:
    browser = planned(house)
    assert browser.submit("/withdraw", reason=" ").status_code == 422
    assert handovers(house) == ["planned"]
    browser.submit("/withdraw", reason="Bram blijft")
    assert "Afgezegd. Alles blijft waar het is." in browser.says
    assert handovers(house) == ["withdrawn"]


def test_a_teacher_sees_what_it_is_and_can_plan_nothing(house: House) -> None:
    browser = house.browser("f.stroobach")
    browser.get(PLACE)
    assert "Er is nu geen overdracht" in browser.says
    fields = {"leaver": who("b.uitgeester"), "successor": who("f.stroobach"), "day": "2027-08-01"}
    assert browser.post(PLACE, fields).status_code == 409
    assert handovers(house) == []


def test_what_goes_along_is_not_shown_of_somebody_one_does_not_lead(house: House) -> None:
    browser = house.browser("c.bosmade")
    page = browser.get(f"{PLACE}?leaver={who('e.vermolenaar')}&successor=Fenna+Stroobach")
    assert 'id="f-leaver-error"' in page.text
    assert "Wat er meegaat" not in browser.says


def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(f"{PLACE}?leaver=Bram+Uitgeester&successor=Fenna+Stroobach&day=2027-08-01")
    page = browser.submit("/handover", successor="Bram Uitgeester", reason="ruil")
    assert page.status_code == 422
    assert 'id="f-successor-error"' in page.text
    assert ">\nruil</textarea>" in page.text
    browser.submit("/handover", successor="Fenna Stroobach", day="2020-01-01")
    assert browser.page is not None
    assert browser.page.status_code == 422
    assert handovers(house) == []


def test_the_page_in_english(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.client.cookies.set("pdca-lang", "en")
    browser.get(f"{PLACE}?leaver=Bram+Uitgeester&successor=Fenna+Stroobach")
    assert "What goes along" in browser.says
    assert "Wat er" not in browser.says


def test_the_preview_takes_few_statements(house: House) -> None:
    browser = house.browser("c.bosmade")
    browser.get(PLACE)
    with house.counted() as ran:
        browser.get(f"{PLACE}?leaver=Bram+Uitgeester&successor=Fenna+Stroobach")
    assert len(ran) <= 12, ran


def test_a_successor_who_is_away_or_leaves_is_told_before_and_after_it_is_planned(house: House) -> None:
    away, browser = house.browser("f.stroobach"), house.browser("c.bosmade")
    away.get(f"/b/{BOARD}/me")
    away.submit("/me/absence", first="2026-12-01", last="2027-01-15")
    house.leaves("f.stroobach", date(2027, 7, 31))
    warned = (
        "Fenna Stroobach is afwezig tot en met 15 januari 2027.",
        "Fenna Stroobach werkt hier tot en met 31 juli 2027.",
    )
    browser.get(PLACE)
    browser.submit("/handover", leaver="Bram Uitgeester", successor="Fenna Stroobach", day="2026-12-07")
    assert all(one in browser.says for one in warned)
    browser.submit("/handover", reason="Andere school")
    assert "Gepland voor 7 december 2026." in browser.says
    assert all(one in browser.says for one in warned)


def test_of_a_successor_who_is_there_nothing_is_told(house: House) -> None:
    browser = planned(house)
    assert "is afwezig" not in browser.says
    assert "werkt hier tot en met" not in browser.says
