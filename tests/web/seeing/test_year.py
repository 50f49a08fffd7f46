"""The year plan: cycles as they go and as they come, each school with its own holidays, for whoever may see it."""

import re

import pytest

from pdca.domain.calendar.days import Period
from tests.web.house import BOARD, House

AT = f"/b/{BOARD}/year"
DIRECTOR, LEADER, TEACHER = "m.oldenhuis", "a.duivenkamp", "d.ruitenboer"


def month(page: str, name: str) -> str:
    """Return the list of one month."""
    found = re.search(rf"<summary>(?:(?!</summary>).)*{name}.*?</details>", page, re.DOTALL)
    assert found, name
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def test_the_year_shows_every_cycle_of_a_school_with_a_link_and_what_is_still_to_come(house: House) -> None:
    with house.runtime.store.reading(BOARD) as session:
        open_here = [one for one in session.cycles(is_open=True) if one.unit == "KRW"]
    page = house.browser(DIRECTOR).get(f"{AT}/KRW").text
    assert open_here
    for one in open_here:
        assert f'href="/b/{BOARD}/cycles/{one.id}"' in page
    assert "is-coming" in page
    assert "Schoolplan" in month(page, "Januari 2027")


def test_a_school_in_the_south_has_its_own_holidays(house: House) -> None:
    """In 2026-2027 spring holiday is 13-21 February in the south and 20-28 February in the middle."""
    director = house.browser(DIRECTOR)
    south = director.get(f"{AT}/KRW").text
    assert "Vakanties van regio zuid" in south
    assert "13 – 21 Voorjaarsvakantie" in month(south, "Februari 2027")
    middle = director.get(f"{AT}/PSL").text
    assert "Vakanties van regio midden" in middle
    assert "20 – 28 Voorjaarsvakantie" in month(middle, "Februari 2027")
    assert "13 – 21" not in month(middle, "Februari 2027")


def test_on_the_level_of_the_board_each_school_stands_with_its_own_holidays(house: House) -> None:
    director = house.browser(DIRECTOR)
    february, march, april = (
        director.get(f"{AT}?zoom=month&at=2027-{number}").text for number in ("02", "03", "04")
    )
    assert "13 – 21 Voorjaarsvakantie · De Kribwal" in month(february, "Februari 2027")
    assert "29 Tweede paasdag" in month(march, "Maart 2027")
    page = director.get(AT).text
    for school in ("De Kribwal", "De Peilschaal", "De Rietvonder", "Het Sluishout"):
        assert f'aria-label="{school} door het jaar"' in page
    assert "Meivakantie" in month(april, "April 2027")
    assert "Koningsdag" not in april, "it lies within the May holiday"


def test_public_holidays_and_days_off_stand_in_the_list(house: House) -> None:
    director = house.browser(DIRECTOR)
    page = director.get(f"{AT}/PSL?zoom=month&at=2027-05").text
    assert "Hemelvaartsdag" in month(page, "Mei 2027")
    with house.runtime.store.reading(BOARD) as session:
        off = next(one for one in session.days_off() if one.unit in ("BST", "PSL"))
    page = director.get(f"{AT}/PSL?zoom=month&at={off.first:%Y-%m}").text
    assert off.name in page


def test_today_is_drawn_in_this_year_and_not_in_the_next(house: House) -> None:
    director = house.browser(DIRECTOR)
    assert 'class="today"' in director.get(f"{AT}/KRW").text
    assert 'class="today"' not in director.get(f"{AT}/KRW?year=2027-2028").text


def test_the_next_year_is_previewed_without_anything_being_made(house: House) -> None:
    director = house.browser(DIRECTOR)
    director.get(AT)
    before = house.fingerprint()
    page = director.get(f"{AT}/KRW?year=2027-2028").text
    assert "2027-2028" in page
    assert "Interne audit" in month(page, "Oktober 2027")
    assert f'href="/b/{BOARD}/cycles/internal-audit/KRW/2027-2028"' not in page
    assert house.fingerprint() == before


def test_one_kind_can_be_looked_at_alone(house: House) -> None:
    director = house.browser(DIRECTOR)
    page = director.get(f"{AT}/KRW?kind=internal_audit").text
    lanes = re.findall(r'class="lane" [^>]*>([^<]+)<', page)
    assert set(lanes) == {"Interne audit"}
    assert len(set(re.findall(r'class="lane" [^>]*>([^<]+)<', director.get(f"{AT}/KRW").text))) > 3


def test_a_term_and_a_month_lead_to_the_ones_beside_them(house: House) -> None:
    director = house.browser(DIRECTOR)
    page = director.get(f"{AT}/KRW?zoom=term&at=2026-11").text
    assert f"{AT}/KRW?zoom=term&amp;at=2026-08" in page
    assert f"{AT}/KRW?zoom=term&amp;at=2027-02" in page
    page = director.get(f"{AT}/KRW?zoom=month&at=2026-12").text
    assert f"{AT}/KRW?zoom=month&amp;at=2027-01" in page
    assert "Kerstvakantie" in month(page, "December 2026")


@pytest.mark.parametrize("asked", ["year=2026", "year=x", "at=2026-13", "at=now", "zoom=month&at=2500-01"])
def test_a_period_that_does_not_exist_is_refused(house: House, asked: str) -> None:
    assert house.browser(DIRECTOR).get(f"{AT}/KRW?{asked}").status_code == 422


def test_beyond_the_known_holidays_the_page_says_so_aloud(house: House) -> None:
    horizon: Period | None = house.runtime.shipped.school_holidays.horizon
    assert horizon is not None
    director = house.browser(DIRECTOR)
    last = horizon.last.year
    director.get(f"{AT}/KRW?year={last - 1}-{last}")
    assert "Deze datums zijn nog niet zeker" not in director.says
    director.get(f"{AT}/KRW?year={last}-{last + 1}")
    assert f"De schoolvakanties zijn bekend tot en met 31 juli {last}." in director.says
    assert "Deze datums zijn nog niet zeker" in director.says


def test_a_teacher_sees_the_year_of_the_own_school_and_no_other(house: House) -> None:
    teacher = house.browser(TEACHER)
    assert teacher.get(AT).url.path == f"{AT}/PSL"
    assert "De Peilschaal" in teacher.says
    assert "De Peilschaal onderbouw" in teacher.says
    assert "De Peilschaal bovenbouw" not in teacher.says
    for other in ("BST", "KRW", "PSL-BOV", "nowhere"):
        assert teacher.get(f"{AT}/{other}").status_code == 404


@pytest.mark.parametrize("name", ["j.veldermans", "s.oubella"])
def test_a_member_of_the_council_of_the_whole_board_has_no_year_plan_and_is_led_to_none(
    house: House, name: str
) -> None:
    council = house.browser(name)
    for place in ("", "/BST", "/PSL"):
        assert council.get(f"{AT}{place}").status_code == 404
    for place in ("work", "calendars", "actions", "cycles"):
        page = council.get(f"/b/{BOARD}/{place}")
        assert page.status_code == 200
        assert f'href="{AT}' not in page.text
        assert place == "cycles" or "jaarplan" not in council.says.lower()  # a kind of cycle has that name


def test_a_member_of_the_council_of_a_school_sees_the_year_of_that_school(house: House) -> None:
    council = house.browser("i.graswinckel")
    assert council.get(AT).url.path == f"{AT}/PSL"
    assert "De Peilschaal" in council.says
    for other in ("BST", "PSL-ONB", "KRW"):
        assert council.get(f"{AT}/{other}").status_code == 404


def test_another_board_is_not_there(house: House) -> None:
    assert house.browser(DIRECTOR).get(f"/b/{house.other}/year").status_code == 404


def test_the_year_in_english(house: House) -> None:
    leader = house.browser(LEADER)
    leader.client.cookies.set("pdca-lang", "en")
    page = leader.get(f"{AT}/SLH").text
    assert "Year plan of Het Sluishout" in page
    assert "spring holiday" in month(page, "February 2027").lower()


@pytest.mark.parametrize("place", ["BST", "KRW?zoom=month&at=2026-11", "PSL?year=2027-2028"])
def test_the_year_takes_few_statements(house: House, place: str) -> None:
    director = house.browser(DIRECTOR)
    director.get(f"{AT}/{place}")
    with house.counted() as ran:
        assert director.get(f"{AT}/{place}").status_code == 200
    assert len(ran) <= 12


def test_the_year_of_many_schools_lists_the_present_month_and_leads_to_the_others(house: House) -> None:
    director = house.browser(DIRECTOR)
    page = director.get(f"{AT}/BST").text
    assert "Zelfevaluatie bestuur begint" in month(page, "November 2026")
    assert re.search(r"<summary>(?:(?!</summary>).)*Februari 2027", page, re.DOTALL) is None
    found = re.search(r'<a href="([^"]+)">Februari 2027 \(\d+\)</a>', page)
    assert found is not None
    there = director.get(found[1].replace("&amp;", "&")).text
    assert "Voorjaarsvakantie" in month(there, "Februari 2027")


def test_march_is_cut_to_mrt_as_everywhere_else(house: House) -> None:
    page = house.browser(DIRECTOR).get(f"{AT}/KRW").text
    assert ">mrt<" in page
    assert ">maa<" not in page


def test_a_last_day_that_is_to_come_is_not_told_as_done(house: House) -> None:
    page = house.browser(DIRECTOR).get(f"{AT}/PSL").text
    assert re.search(r"(Plan|Doen|Toetsen|Borgen) moet klaar zijn", page)
    assert not re.search(r"(Plan|Doen|Toetsen|Borgen) klaar", page)
