"""A form that is sent twice does it once, and one that was overtaken does nothing, on every page with forms."""

from typing import Any

import pytest

from tests.web.house import BOARD, House, forms_of

HANDOVER = f"/b/{BOARD}/handover?leaver=Bram+Uitgeester&successor=Fenna+Stroobach&day=2027-08-01"
LATER = {"ref": ["A-004"], "event": "extend", "due": "2026-12-18", "reason": "Na de MR"}
FORMS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("c.bosmade", f"/b/{BOARD}/actions?state=late", "/actions/many", LATER),
    ("c.bosmade", HANDOVER, "/handover", {"reason": "Andere school"}),
    (
        "n.berkaoui",
        f"/b/{BOARD}/setup",
        "/setup/days-off",
        {"unit": "PSL", "first": "2027-04-09", "name": "Studie"},
    ),
    ("b.uitgeester", f"/b/{BOARD}/actions/A-004", "/do/report_done", {"done": "Het hangt er"}),
    ("b.uitgeester", f"/b/{BOARD}/actions/A-004", "/talk", {"text": "Het hangt er"}),
)
PAGES = (
    *(
        "work",
        "actions",
        "actions/new",
        "actions/A-004",
        "handover?leaver=Bram+Uitgeester",
        "setup",
        "setup/import",
    ),
    *("policy", "trust", "trust/mail", "calendars", "cycles/internal-audit/RIV/2026-2027", "me", "people"),
    "cycles/internal-audit/RIV/2026-2027/closing",
)


@pytest.mark.parametrize(("person", "place", "step", "fields"), FORMS, ids=lambda one: str(one)[-16:])
def test_the_same_form_sent_twice_does_it_once_and_leads_to_the_same_page(
    house: House, person: str, place: str, step: str, fields: dict[str, Any]
) -> None:
    browser = house.browser(person)
    before, shown = house.fingerprint(), browser.get(place)
    told: list[str] = []
    after: list[str] = []
    for _ in range(2):
        browser.page = shown
        form = next(one for one in reversed(forms_of(shown.text)) if one.action.endswith(step))
        browser.page = browser.client.post(form.action, data={**form.values, **fields})
        assert browser.page.status_code == 200
        told.append(browser.says)
        after.append(house.fingerprint())
    assert after[0] != before
    assert after[0] == after[1]
    assert told[0] == told[1]


@pytest.mark.parametrize("page", PAGES)
def test_every_form_that_changes_something_can_be_known_again(house: House, page: str) -> None:
    browser = house.browser("n.berkaoui")
    answer = browser.get(f"/b/{BOARD}/{page}")
    assert answer.status_code == 200
    for form in forms_of(answer.text):
        if form.method == "post":
            assert form.values.get("csrf"), form.action
            assert form.values.get("once"), form.action


def test_what_somebody_changed_meanwhile_is_not_changed_with_many_others(house: House) -> None:
    browser, owner = house.browser("c.bosmade"), house.browser("b.uitgeester")
    browser.get(f"/b/{BOARD}/actions?state=late")
    owner.get(f"/b/{BOARD}/actions/A-004")
    owner.submit("/do/report_done", done="Het hangt er")
    before = house.fingerprint()
    page = browser.submit("/actions/many", **LATER)
    assert page.status_code == 409
    assert "A-004 : Bram Uitgeester meldde" in browser.says
    assert "Na de MR" in page.text
    assert house.fingerprint() == before
