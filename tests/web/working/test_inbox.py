"""My work: what waits for me, and nobody else's; quiet for a while without losing anything."""

import re
from dataclasses import replace
from datetime import date

from tests.web.house import BOARD, House, who


def test_what_waits_for_somebody_stands_there_and_what_does_not_does_not(house: House) -> None:
    owner = house.browser("b.uitgeester")
    owner.get("/b/waterlijn/work")
    with house.runtime.store.reading(BOARD) as session:
        waiting = session.deadlines_of_people([who("b.uitgeester")])
        others = session.deadlines_of_people([who("a.kuipershof")])
    assert waiting
    for one in waiting:
        ref = one.deadline.item.partition("/")[0]
        assert ref in owner.page.text  # type: ignore[union-attr]  # a page is open
    for one in others:
        assert f"/actions/{one.deadline.item}" not in owner.page.text  # type: ignore[union-attr]  # as above


def test_the_most_pressing_comes_first(house: House) -> None:
    owner = house.browser("b.uitgeester")
    page = owner.get("/b/waterlijn/work").text
    assert page.index("Te laat") < page.index("A-004")
    assert "schooldagen te laat" in owner.says


def test_whoever_stands_in_sees_the_work_of_who_is_away(house: House) -> None:
    with house.runtime.store.reading(BOARD) as session:
        people = {one.email: one for one in session.people()}
        away = [
            people[one.email]
            for one in session.absences()
            if one.covers(house.today) and people[one.email].deputy
        ]
        cases = [(one, session.deadlines_of_people([one.email])) for one in away]
    person, waiting = next((one, found) for one, found in cases if found)
    deputy = house.browser(str(person.deputy))
    deputy.get("/b/waterlijn/work")
    assert f"voor {person.name}, die er niet is" in deputy.says
    assert waiting[0].deadline.item.partition("/")[0] in deputy.page.text  # type: ignore[union-attr]  # a page is open


def test_reminders_are_held_until_a_day_that_is_not_after_the_agreed_one(house: House) -> None:
    leader = house.browser("c.bosmade")
    leader.get("/b/waterlijn/work")
    leader.submit("/work/snooze", ref="A-009", until="2027-01-08")
    with house.runtime.store.reading(BOARD) as session:
        assert session.action("A-009").snoozed_until == date(2027, 1, 8)
    leader.get("/b/waterlijn/work")
    answer = leader.submit("/work/snooze", ref="A-009", until="2027-06-01")
    assert answer.status_code == 409
    assert "2027-06-01" in answer.text


def test_nothing_ticked_is_told(house: House) -> None:
    leader = house.browser("c.bosmade")
    leader.get("/b/waterlijn/work")
    answer = leader.submit("/work/snooze", until="2027-01-08")
    assert answer.status_code == 422
    assert "Vink eerst minstens één actie aan." in leader.says


def test_somebody_who_has_nothing_to_do_is_told_so(house: House) -> None:
    quiet = house.browser("t.harkenma")
    quiet.get("/b/waterlijn/work")
    assert "Er wacht nu niets op u." in quiet.says


def test_my_work_asks_little_of_the_database(house: House) -> None:
    owner = house.browser("n.berkaoui")
    owner.get("/b/waterlijn/work")
    with house.counted() as ran:
        owner.get("/b/waterlijn/work")
    assert len(ran) <= 12, "\n".join(ran)


def test_nobody_who_is_not_signed_in_sees_it_and_comes_back_to_it_afterwards(house: House) -> None:
    answer = house.browser().client.get("/b/waterlijn/work", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fb%2Fwaterlijn%2Fwork"


def test_another_board_is_not_there(house: House) -> None:
    owner = house.browser("b.uitgeester")
    assert owner.get(f"/b/{house.other}/work").status_code == 404
    assert owner.get("/b/nowhere/work").status_code == 404


def test_whoever_shortens_the_address_comes_out_at_the_own_work(house: House) -> None:
    assert house.browser("b.uitgeester").get("/b/waterlijn").url.path == "/b/waterlijn/work"


def test_a_manager_sees_what_climbed_until_it_moves(house: House) -> None:
    leader = house.browser("a.kuipershof")
    leader.get("/b/waterlijn/work")
    assert re.search(r"Bij (één ding|\d+ dingen) wordt je hulp gevraagd", leader.says)
    assert "Je hulp wordt gevraagd" in leader.says
    assert "bij Bram Uitgeester" in leader.says
    owner = house.browser("b.uitgeester")
    owner.get("/b/waterlijn/work")
    assert "Je hulp wordt gevraagd" not in owner.says
    owner.get("/b/waterlijn/actions/A-004/do/report_done")
    owner.submit("/A-004/do/report_done", done="Het nieuwe rooster hangt in de teamkamer.")
    leader.get("/b/waterlijn/work")
    assert "bij Bram Uitgeester" not in leader.says


def test_what_nobody_has_is_not_said_to_hang_with_somebody(house: House) -> None:
    leader = house.browser("a.kuipershof")
    leader.get("/b/waterlijn/work")
    assert "blijft bij een ander liggen" in leader.says
    assert "nog van niemand" not in leader.says
    with house.runtime.store.board(BOARD) as session:
        for held in session.brought_to([who("a.kuipershof")], house.today):
            session.plan(
                replace(held, deadline=replace(held.deadline, owner=None)), known_at=house.clock.now()
            )
    leader.get("/b/waterlijn/work")
    assert "Wat nog van niemand is, wacht tot iemand het oppakt." in leader.says
    assert "blijft bij een ander liggen" not in leader.says


def test_what_is_asked_about_a_thing_stands_there_instead_of_the_call_for_help(house: House) -> None:
    owner, leader = house.browser("b.uitgeester"), house.browser("a.kuipershof")
    owner.get("/b/waterlijn/actions/A-004/do/ask_more_time")
    owner.submit("/A-004/do/ask_more_time", reason="Het rooster wacht op de MR", until="2026-12-18")
    page = leader.get("/b/waterlijn/work").text
    assert page.count('href="/b/waterlijn/actions/A-004"') == 1
    assert "A-004 Meer tijd: Pleinrooster" in leader.says
    owner.get("/b/waterlijn/work")
    assert "A-004 Pleinrooster" in owner.says.split("Wat je vroeg", 1)[1]


def test_a_question_is_as_pressing_as_the_call_for_help_that_it_stands_in_for(house: House) -> None:
    # A-004 was agreed for 13 November and climbed to Arjan; a question of the 23rd is to be answered by the 30th
    owner, leader = house.browser("b.uitgeester"), house.browser("a.kuipershof")
    owner.get("/b/waterlijn/actions/A-004/do/ask_more_time")
    owner.submit("/A-004/do/ask_more_time", reason="Het rooster wacht op de MR", until="2026-12-18")
    leader.get("/b/waterlijn/work")
    row = leader.says.split("Meer tijd: Pleinrooster", 1)[1]
    assert row.index("13 nov 2026") < row.index("6 schooldagen te laat")
    assert "Beslissen over het verzoek · bij Bram Uitgeester" in row[: row.index("13 nov 2026")]
    assert "30 nov 2026" not in leader.says
    place = "/b/waterlijn/actions/A-004"
    leader.get(place)
    assert "Is het op vrijdag 27 november nog niet klaar, dan vragen we Inge Marsdiep" in leader.says
