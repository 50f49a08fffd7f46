"""The dashboard: every number is right, has its list behind it, and is for whoever sees the unit."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from pdca.domain.actions.action import Action, Phase
from pdca.domain.cycles.cycle import Cycle, CycleState
from pdca.domain.notices.notice import ItemKind
from pdca.domain.people.organisation import Organisation
from pdca.store.schema.tables import runs
from tests.web.house import BOARD, House, who, words_of

AT = f"/b/{BOARD}/overview"
DAY = timedelta(days=1)
DIRECTOR, LEADER, TEAM_LEADER = "m.oldenhuis", "a.duivenkamp", "l.zwanenbeek"


def everything(house: House) -> tuple[list[Action], list[Cycle], Organisation]:
    with house.runtime.store.reading(BOARD) as session:
        organisation = Organisation(session.units(), session.people())
        return list(session.actions()), list(session.cycles()), organisation


def figure(page: str, label: str) -> int:
    """Return the number of a figure by its label; 0 when it is not shown."""
    found = re.search(rf'stat-label">{label}</span><span class="stat-figure">(\d+)', page)
    return int(found[1]) if found else 0


@pytest.mark.parametrize(("viewer", "unit"), [(DIRECTOR, "BST"), (LEADER, "SLH"), (DIRECTOR, "PSL-ONB")])
def test_what_hangs_is_counted_as_the_slow_way_counts_it(house: House, viewer: str, unit: str) -> None:
    actions, cycles, organisation = everything(house)
    today = house.today
    page = house.browser(viewer).get(f"{AT}/{unit}").text

    def is_here(code: str) -> bool:
        return unit in organisation.upward(code)

    late = [one for one in actions if is_here(one.unit) and one.is_open and one.due and one.due < today]
    behind = [
        one for one in cycles if is_here(one.unit) and one.state.is_open and one.phase(one.state).due < today
    ]
    assert figure(page, "Acties te laat") == len(late)
    assert figure(page, "Cycli lopen achter") == len(behind)
    says_so = re.search("geen actie (van hier zelf )?is te laat", words_of(page)) is not None
    assert says_so is (not late)


def elsewhere(house: House, team: str) -> dict[str, tuple[str, date]]:
    """Work out what people of a team have the turn of at other units: by item its unit and date."""
    with house.runtime.store.reading(BOARD) as session:
        organisation = Organisation(session.units(), session.people())
        held = [one.deadline for one in session.deadlines()]
    inside = {one.code for one in organisation.below(team)}
    here = {
        one.email
        for one in organisation.people.values()
        if one.unit in inside or any(role.unit in inside for role in one.roles)
    }
    return {one.item: (one.unit, one.due) for one in held if one.owner in here and one.unit not in inside}


def names(page: str) -> int:
    return page.count('class="row-name"')


@pytest.mark.parametrize(
    ("viewer", "team"), [(DIRECTOR, "PSL-ONB"), (DIRECTOR, "SLH-ARB"), (LEADER, "SLH-ARB")]
)
def test_of_a_team_is_told_what_its_people_have_elsewhere(house: House, viewer: str, team: str) -> None:
    found = elsewhere(house, team)
    late = [due for _, due in found.values() if due < house.today]
    assert late
    browser = house.browser(viewer)
    page = browser.get(f"{AT}/{team}").text
    assert figure(page, "Elders open") == len(found)
    assert figure(page, "Elders te laat") == len(late)
    part = page.split('id="elsewhere"')[1].split("</section>")[0]
    assert names(part) == min(len(late), 5)
    assert all(
        f'/{item}"' in browser.get(f"{AT}/{team}/list?what=elsewhere").text
        for item in found
        if "/" not in item
    )
    for href, number in re.findall(r'<a class="stat[^"]*" href="([^"]+)">.*?stat-figure">(\d+)', part):
        assert names(browser.get(href.replace("&amp;", "&")).text) == int(number)


def test_a_team_is_not_said_to_be_on_time_while_one_of_its_people_is_late_elsewhere(house: House) -> None:
    director = house.browser(DIRECTOR)
    page = director.get(f"{AT}/SLH-ARB").text
    assert figure(page, "Acties te laat") == 0
    assert (
        "Hier zelf loopt alles op tijd. Elders zijn 2 punten te laat van mensen die hier werken."
        in director.says
    )
    for calm in (
        "alles loopt op tijd",
        "Er blijft niets hangen",
        "Niets is te laat",
        "geen actie is te laat",
    ):
        assert calm not in director.says.replace("Hier zelf loopt alles op tijd", "")
    director.client.cookies.set("pdca-lang", "en")
    director.get(f"{AT}/SLH-ARB")
    assert "Elsewhere 2 items are late, of people who work here." in director.says


def test_what_people_of_a_team_have_elsewhere_is_counted_once_and_where_it_stands(house: House) -> None:
    actions, _, organisation = everything(house)
    late = [one for one in actions if one.is_open and one.due and one.due < house.today]
    director = house.browser(DIRECTOR)
    for unit in ("BST", "SLH"):
        page = director.get(f"{AT}/{unit}").text
        assert figure(page, "Acties te laat") == sum(unit in organisation.upward(one.unit) for one in late)
        assert 'id="elsewhere"' not in page
        director.get(f"{AT}/{unit}/list?what=elsewhere")
        assert "Hier staat niets" in director.says


def test_whoever_leads_a_team_sees_what_its_people_have_elsewhere_and_a_colleague_only_the_own(
    house: House,
) -> None:
    leader, teacher = house.browser("a.kuipershof"), house.browser("d.ruitenboer")
    assert "A-004" in leader.get(f"{AT}/PSL-ONB/list?what=late_elsewhere").text
    assert leader.get(f"/b/{BOARD}/actions/A-004").status_code == 200
    listed = teacher.get(f"{AT}/PSL-ONB/list?what=elsewhere").text
    assert "A-010" in listed
    assert "A-004" not in listed
    assert figure(teacher.get(f"{AT}/PSL-ONB").text, "Elders te laat") == 0
    for place in re.findall(r'<th[^>]*class="row-name">.*?<a href="([^"]+)"', listed):
        assert teacher.get(place).status_code == 200


def test_what_is_at_another_school_shows_to_whoever_leads_its_holder_and_a_question_about_it_does_not(
    house: House,
) -> None:
    with house.runtime.store.board(BOARD) as session:
        held = next(one for one in session.deadlines() if one.deadline.item == "A-004")
        moved = replace(held.deadline, unit="KRW")
        asked = replace(moved, item="A-004/request-9", kind=ItemKind.REQUEST)
        for one in (moved, asked):
            session.plan(replace(held, deadline=one), known_at=house.clock.now())
    leader, teacher = house.browser("a.kuipershof"), house.browser("d.ruitenboer")
    assert names(leader.get(f"{AT}/PSL-ONB/list?what=late_elsewhere").text) == 1
    assert names(teacher.get(f"{AT}/PSL-ONB/list?what=late_elsewhere").text) == 0


def test_the_first_line_says_how_many_are_late_and_since_when(house: House) -> None:
    says = house.browser(DIRECTOR)
    says.get(f"{AT}/BST")
    assert (
        "4 acties zijn te laat. De langst wachtende actie had op 9 september 2026 klaar moeten zijn."
        in says.says
    )


def test_the_date_beside_late_actions_is_of_one_of_them_on_the_page_and_in_the_table(house: House) -> None:
    house.morning()
    actions, _, organisation = everything(house)
    late = [
        one.due
        for one in actions
        if one.is_open
        and one.due is not None
        and one.due < house.today
        and "PSL" in organisation.upward(one.unit)
    ]
    assert sorted(late) == [date(2026, 11, 13), date(2026, 11, 23)]
    browser = house.browser(DIRECTOR)
    browser.get(f"{AT}/PSL")
    assert (
        "2 acties zijn te laat. De langst wachtende actie had op 13 november 2026 klaar moeten zijn."
        in browser.says
    )
    row = re.search(
        r'<tr[^>]*>(?:(?!</tr>).)*overview/PSL".*?</tr>', browser.get(f"{AT}/BST").text, re.DOTALL
    )
    assert row is not None
    assert 'datetime="2026-11-13"' in row[0]


def test_where_a_request_waits_too_long_it_is_said_that_no_action_is_late_and_not_that_nothing_is(
    house: House,
) -> None:
    with house.runtime.store.board(BOARD) as session:
        held = next(one for one in session.deadlines() if one.deadline.item == "A-004")
        asked = replace(held.deadline, item="A-004/request-9", kind=ItemKind.REQUEST, unit="PSL-BOV")
        session.plan(replace(held, deadline=asked), known_at=house.clock.now())
    browser = house.browser(DIRECTOR)
    page = browser.get(f"{AT}/PSL-BOV").text
    assert (figure(page, "Acties te laat"), figure(page, "Verzoeken zonder antwoord")) == (0, 1)
    assert "Geen actie is te laat. Een paar dingen vragen aandacht." in browser.says
    assert "langst wachtende actie" not in browser.says


def test_where_no_cycle_is_open_that_is_said_in_words(house: House) -> None:
    _, cycles, organisation = everything(house)
    browser, seen = house.browser(DIRECTOR), set()
    for unit in organisation.units:
        number = sum(one.state.is_open and unit in organisation.upward(one.unit) for one in cycles)
        browser.get(f"{AT}/{unit}")
        assert ("Er is nu geen cyclus open." in browser.says) == (number == 0)
        assert "Er zijn nu 0" not in browser.says
        seen.add(number == 0)
    assert seen == {True, False}


def test_every_figure_leads_to_a_list_of_as_many(house: House) -> None:
    browser = house.browser(DIRECTOR)
    page = browser.get(f"{AT}/BST").text
    figures = re.findall(r'<a class="stat[^"]*" href="([^"]+)">.*?stat-figure">(\d+)', page)
    assert len(figures) >= 3
    for href, number in figures:
        behind = browser.get(href.replace("&amp;", "&"))
        assert behind.status_code == 200
        assert behind.text.count('class="row-name"') == int(number), href


def test_every_number_of_units_side_by_side_leads_to_a_list_of_as_many(house: House) -> None:
    browser = house.browser(DIRECTOR)
    table = browser.get(f"{AT}/BST").text.split('id="parts"')[1].split("</table>")[0]
    itself = re.search(r"<tr[^>]*>(?:(?!</tr>).)*Bestuursbureau zelf.*?</tr>", table, re.DOTALL)
    assert itself is not None
    assert len(re.findall("<a ", itself[0])) == 3  # its open actions, open cycles and what was closed
    for href, number in re.findall(r'<a class="over" href="([^"]+)">(\d+)', table):
        place = href.replace("&amp;", "&")
        assert names(browser.get(place).text) == int(number), href
    browser.get(f"/b/{BOARD}/actions?unit=BST~")
    assert "Bestuursbureau zelf" in browser.says


def test_phases_and_sources_add_up_to_all_open_actions(house: House) -> None:
    actions, _, _ = everything(house)
    page = house.browser(DIRECTOR).get(f"{AT}/BST").text
    values = [
        int(one) for one in re.findall(r'<span class="value">(\d+)</span>', page.split('id="makeup"')[1])
    ]
    is_open = sum(one.is_open for one in actions)
    assert sum(values[:4]) == is_open
    assert sum(values[4:]) == is_open


def test_closed_actions_are_told_by_school_year_and_small_numbers_are_no_percentages(house: House) -> None:
    actions, _, organisation = everything(house)
    first = date(2026, 8, 1)
    closed = [
        one
        for one in actions
        if one.phase is Phase.CLOSED and one.closed_on is not None and one.closed_on >= first
    ]
    timely = [one for one in closed if (one.closed_on or date.max) <= (one.ended_due or date.min)]
    director = house.browser(DIRECTOR)
    director.get(f"{AT}/BST")
    assert len(closed) >= 10
    assert f"% ({len(timely)} van de {len(closed)})" in director.says
    few = [one for one in closed if "SLH" in organisation.upward(one.unit)]
    assert 0 < len(few) < 10
    leader = house.browser(LEADER)
    leader.get(f"{AT}/SLH")
    assert f"van de {len(few)}" in leader.says
    assert "%" not in leader.says


def test_earlier_school_years_stand_beside_this_one_with_a_line_for_each_unit(house: House) -> None:
    actions, _, _ = everything(house)
    model = next(one for one in actions if one.phase is Phase.CLOSED and one.unit == "KRW")
    days = [date(2024, 10, 1), date(2025, 3, 3), date(2025, 9, 9), date(2026, 7, 31)]
    with house.runtime.store.board(BOARD) as session:
        for number, day in enumerate(days):
            past = replace(model, ref=f"OLD-{number}", closed_on=day, ended_due=date(2025, 9, 9))
            session.record("loaded", past, actor=who(DIRECTOR), at=house.clock.now())
    director = house.browser(DIRECTOR)
    page = director.get(f"{AT}/BST").text
    chart = page.split('id="closing"')[1].split("<table>")[1].split("</table>")[0]
    cells = (
        r"<tr><th[^>]*>(?:<span[^>]*>)?([^<]+)(?:</span>)?</th><td[^>]*>(\d+)</td><td[^>]*>(\d+)</td></tr>"
    )
    rows = re.findall(cells, chart)
    assert rows[:2] == [("2024-2025", "2", "0"), ("2025-2026", "1", "1")]
    assert rows[2][0] == "2026-2027"
    assert "Gesloten acties per schooljaar, 2024-2025 tot 2025-2026: 2, 2" in page
    old = director.get(f"{AT}/BST/ended?what=closed&year=2025-2026")
    assert old.text.count('class="row-name"') == 2


def test_the_list_of_a_school_year_holds_what_was_closed_in_it(house: House) -> None:
    actions, cycles, _ = everything(house)
    director = house.browser(DIRECTOR)
    page = director.get(f"{AT}/BST/ended?what=closed&year=2026-2027").text
    closed = [one for one in actions if one.phase is Phase.CLOSED and one.closed_on]
    assert page.count('class="row-name"') == len(
        [one for one in closed if (one.closed_on or date.min) >= date(2026, 8, 1)]
    )
    page = director.get(f"{AT}/BST/ended?what=closed_cycles&year=2026-2027").text
    ended = [one for one in cycles if one.state is CycleState.CLOSED]
    assert page.count('class="row-name"') == len(ended)
    director.get(f"{AT}/BST/ended?what=closed&year=2019-2020")
    assert "Hier staat niets" in director.says


def test_units_stand_side_by_side_by_name_and_by_a_column_when_asked(house: House) -> None:
    director = house.browser(DIRECTOR)

    def names(place: str) -> list[str]:
        table = director.get(place).text.split('id="parts"')[1].split("</table>")[0]
        return re.findall(r'class="row-name">(?:<a [^>]*>|<strong>)([^<]+)<', table)

    plain = names(f"{AT}/BST")
    assert plain[1:] == ["De Kribwal", "De Peilschaal", "De Rietvonder", "Het Sluishout"]
    actions, _, organisation = everything(house)
    count = {
        name: sum(one.is_open and code in organisation.upward(one.unit) for one in actions)
        for code, name in ((one.code, one.name) for one in organisation.units.values() if one.parent == "BST")
    }
    ranked = [name for name in names(f"{AT}/BST?sort=open&down=1") if name in count]
    assert [count[name] for name in ranked] == sorted(count.values(), reverse=True)
    assert names(f"{AT}/BST?sort=nonsense") == plain


def test_a_team_leader_sees_the_own_team_only(house: House) -> None:
    leader = house.browser(TEAM_LEADER)
    assert leader.get(AT).url.path == f"{AT}/PSL-BOV"
    assert leader.page is not None
    assert leader.page.status_code == 200
    for other in ("PSL", "PSL-ONB", "BST", "nowhere"):
        assert leader.get(f"{AT}/{other}").status_code == 404
        assert leader.get(f"{AT}/{other}/list?what=late").status_code == 404
        assert leader.get(f"{AT}/{other}/ended?what=closed").status_code == 404


def test_a_school_leader_goes_up_no_further_than_the_own_school(house: House) -> None:
    leader = house.browser(LEADER)
    assert leader.get(AT).url.path == f"{AT}/SLH"
    team = leader.get(f"{AT}/SLH-DIP").text
    assert f'href="{AT}/SLH"' in team
    assert f'href="{AT}/BST"' not in team


def test_the_dashboard_of_another_board_is_not_there(house: House) -> None:
    assert house.browser(DIRECTOR).get(f"/b/{house.other}/overview").status_code == 404


def test_a_list_or_a_year_that_does_not_exist_is_refused(house: House) -> None:
    director = house.browser(DIRECTOR)
    assert director.get(f"{AT}/BST/list?what=everything").status_code == 404
    assert director.get(f"{AT}/BST/ended?what=x").status_code == 404
    assert director.get(f"{AT}/BST/ended?what=closed&year=2026").status_code == 422


def test_an_engine_that_stands_still_is_said_aloud(house: House) -> None:
    director = house.browser(DIRECTOR)
    director.get(f"{AT}/BST")
    assert "De herinneringen lopen op tijd." in director.says
    house.clock.forward(3 * DAY)
    later = house.browser(DIRECTOR)
    later.get(f"{AT}/BST")
    assert "De herinneringen staan stil sinds" in later.says


def test_an_engine_that_never_ran_is_said_aloud(house: House) -> None:
    with house.runtime.store.engine.begin() as connection:
        connection.execute(delete(runs))
    director = house.browser(DIRECTOR)
    director.get(f"{AT}/BST")
    assert "De herinneringen hebben hier nog nooit gelopen." in director.says


def test_a_run_that_failed_is_said_aloud(house: House) -> None:
    store = house.runtime.store
    store.end(store.begin("escalate", house.clock.now()), house.clock.now(), {}, "BadInput: x")
    director = house.browser(DIRECTOR)
    director.get(f"{AT}/BST")
    assert "ging niet goed. De motor probeert het vanzelf opnieuw." in director.says


def test_holidays_that_are_known_for_less_than_a_year_are_said_aloud(house: House) -> None:
    horizon = house.runtime.shipped.school_holidays.horizon
    assert horizon is not None
    told = f"De schoolvakanties zijn bekend tot {horizon.last.day} juli {horizon.last.year}."
    director = house.browser(DIRECTOR)
    director.get(f"{AT}/BST")
    assert told not in director.says
    house.clock.forward((horizon.last - house.today) - 364 * DAY)
    later = house.browser(DIRECTOR)
    later.get(f"{AT}/BST")
    assert told in later.says


def test_what_is_nobodys_or_reaches_nobody_stands_above_what_is_late(house: House) -> None:
    with house.runtime.store.board(BOARD) as session:
        held = next(one for one in session.deadlines() if one.deadline.due > house.today)
        session.plan(replace(held, deadline=replace(held.deadline, owner=None)), known_at=house.clock.now())
    director = house.browser(DIRECTOR)
    page = director.get(f"{AT}/BST").text
    assert figure(page, "Van niemand") == 1
    assert "Geef deze eerst aan iemand" in director.says
    assert "alles is van iemand" not in director.says
    assert director.get(f"{AT}/BST/list?what=unowned").text.count('class="row-name"') == 1


def test_a_unit_where_nothing_hangs_says_so(house: House) -> None:
    director = house.browser(DIRECTOR)
    director.get(f"{AT}/SLH-NED")
    assert "Er blijft niets hangen: alles loopt op tijd." in director.says
    assert "Er is nog geen actie gesloten" in director.says


def test_the_dashboard_in_english(house: House) -> None:
    director = house.browser(DIRECTOR)
    director.client.cookies.set("pdca-lang", "en")
    director.get(f"{AT}/BST")
    assert (
        "4 actions are late. The action that waits the longest was due on 9 September 2026." in director.says
    )
    assert "Side by side" in director.says


@pytest.mark.parametrize(
    "place",
    ["BST", "SLH", "PSL-ONB", "PSL-ONB/list?what=elsewhere", "BST/list?what=late", "BST/ended?what=closed"],
)
def test_the_dashboard_takes_few_statements(house: House, place: str) -> None:
    director = house.browser(DIRECTOR)
    director.get(f"{AT}/{place}")
    with house.counted() as ran:
        assert director.get(f"{AT}/{place}").status_code == 200
    assert len(ran) <= 12


def test_looking_changes_nothing(house: House) -> None:
    director = house.browser(DIRECTOR)
    director.get(f"{AT}/BST")
    before = house.fingerprint()
    for place in ("BST", "BST/list?what=late", "BST/ended?what=closed", "SLH?sort=late&down=1"):
        director.get(f"{AT}/{place}")
    assert house.fingerprint() == before


def test_one_in_time_is_a_number_like_the_others(house: House) -> None:
    says = house.browser(DIRECTOR)
    says.get(f"/b/{BOARD}/overview/BST")
    assert re.search(r"· 1 op tijd", says.says)
    assert "één op tijd" not in says.says
