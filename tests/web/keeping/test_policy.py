"""The rules of reminders change only after it was shown what that does, and from the day that was chosen."""

import re
from datetime import date

import pytest

from tests.servers.waiting import until
from tests.web.house import BOARD, Browser, House


@pytest.fixture
def manager(house: House) -> Browser:
    """The quality manager, with the rules open."""
    browser = house.browser("n.berkaoui")
    browser.get("/b/waterlijn/policy")
    return browser


def previewed(browser: Browser, **fields: str) -> str:
    browser.submit("/policy/preview", **fields)
    assert browser.page is not None
    place = str(browser.page.url.path)
    until(lambda: "Van 24 november" in browser.get(place).text, "the preview is there", every=0.2)
    return place


def test_a_change_is_shown_planned_and_applied_on_its_day_and_not_before(
    house: House, manager: Browser
) -> None:
    previewed(manager, **{"step-0": "2"})
    assert "Wie krijgt meer of minder mail" in manager.says
    plan = f"/policy/plan/{manager.at.rpartition('/')[2]}"
    manager.submit(plan, first="2026-11-25", reason="Eerder hulp")
    assert "Vanaf 25 november 2026 gelden andere regels" in manager.says
    assert "na 2 dagen, gevraagd aan: teamleider (nu: na 5 dagen" in manager.says
    for day, step in ((date(2026, 11, 24), 5), (date(2026, 11, 25), 2)):
        house.morning()
        assert house.today == day
        with house.runtime.store.reading(BOARD) as session:
            assert session.policy().ladder[0].step == step


def test_a_preview_says_each_rule_that_changes_with_its_role_and_counts_everybody_on_one_scale(
    house: House, manager: Browser
) -> None:
    with house.runtime.store.reading(BOARD) as session:
        ladder = session.policy().ladder
    assert (ladder[0].step, ladder[0].to) == (5, "team_leader")
    previewed(manager, **{"step-0": "2", "owner_steps": "-10", "faster-major": "0.5"})
    says = manager.says
    first = "Stap 1 na 2 dagen, gevraagd aan: teamleider (nu: na 5 dagen, gevraagd aan: teamleider)"
    assert first in says
    assert "Herinneringen voor de datum 10 dagen ervoor (nu: 10, 3 dagen ervoor)" in says
    assert "Stap 2 na" not in says
    everybody = re.search(r"In deze weken krijgen (\d+) mensen mail", says)
    more = re.search(r"Voor nog (\d+) mensen verandert het aantal ook", says)
    same = re.search(r"Voor (\d+) mensen blijft het aantal gelijk", says)
    assert everybody is not None
    assert more is not None
    assert same is not None
    named = len(re.findall(r"(?:meer|minder): \d+ in plaats van \d+", says))
    assert named == 10
    assert named + int(more[1]) + int(same[1]) == int(everybody[1])
    assert manager.page is not None
    scales = re.findall(r'class="plot-scale"><span>(\d+)<', manager.page.text)
    assert len(scales) == 2
    assert scales[0] == scales[1]


def test_the_preview_touches_nothing(house: House, manager: Browser) -> None:
    before = house.fingerprint()
    previewed(manager, owner_steps="-5")
    assert house.fingerprint() == before


def test_a_planned_change_is_called_off(house: House, manager: Browser) -> None:
    place = previewed(manager, **{"step-0": "2"})
    manager.submit(f"/policy/plan/{place.rpartition('/')[2]}", first="2026-12-01", reason="Eerder hulp")
    manager.submit("/policy/cancel")
    assert "ingetrokken" in manager.says
    with house.runtime.store.reading(BOARD) as session:
        assert session.planned_policy() is None


WRONG = (
    ({"step-0": "9", "step-1": "4"}, "Elke stap moet later komen"),
    ({"step-0": "vijf"}, "Gebruik een heel getal."),
    ({"owner_steps": "drie"}, "Gebruik hele aantallen dagen"),
    ({"owner_steps": "-x"}, "Gebruik hele aantallen dagen"),
    ({"send_at": "half acht"}, "Schrijf de tijd als 07:30."),
    ({"overdue_every": ""}, "Vul dit in."),
    ({"step-0": "5", "to-0": ""}, "Kies een van deze mogelijkheden."),
    ({"faster-major": "snel"}, "Gebruik een getal boven 0"),
)


@pytest.mark.parametrize(("fields", "said"), WRONG, ids=[said for _, said in WRONG])
def test_what_is_wrong_is_said_at_its_field_and_kept(
    manager: Browser, fields: dict[str, str], said: str
) -> None:
    answer = manager.submit("/policy/preview", **fields)
    assert answer.status_code == 422
    assert said in manager.says
    named = re.findall(r'<li><a href="#f-[\w-]+">([^<]+)</a>', answer.text)
    assert named
    assert all(": " in one for one in named)
    for value in filter(None, fields.values()):
        assert f'value="{value}"' in answer.text


def test_days_before_the_date_and_the_pace_stand_there_as_people_write_them(manager: Browser) -> None:
    assert manager.page is not None
    assert 'value="10, 3"' in manager.page.text
    assert 'value="0,5"' in manager.page.text
    assert "ladder" not in manager.says
    previewed(manager, owner_steps="12, 5")
    assert "Herinneringen voor de datum 12, 5 dagen ervoor (nu: 10, 3 dagen ervoor)" in manager.says


def test_rules_that_hold_already_change_nothing(manager: Browser) -> None:
    assert manager.submit("/policy/preview").status_code == 409
    assert "Deze regels gelden al." in manager.says


def test_whoever_may_not_change_them_reads_them_and_others_do_not_see_them(house: House) -> None:
    reader = house.browser("c.bosmade")
    reader.get("/b/waterlijn/policy")
    assert "In woorden" in reader.says
    assert "Probeer andere regels" not in reader.says
    assert reader.post("/b/waterlijn/policy/preview", {"step-0": "1"}).status_code == 404
    assert house.browser("f.stroobach").get("/b/waterlijn/policy").status_code == 404


def test_the_preview_of_somebody_else_is_not_there(house: House, manager: Browser) -> None:
    place = previewed(manager, **{"step-0": "2"})
    other = house.browser("m.oldenhuis")
    other.get(place)
    assert "Dit voorbeeld is niet meer bewaard." in other.says
