"""A page is sent small to whoever opens it on their own accord, and as it is to whom another site sends here."""

import re

import pytest

from pdca.web.door.forgery import is_mark_of, mark_of
from tests.web.house import House

KEY = b"k" * 32
PLACE = "/b/waterlijn/actions?q=veiligheid"


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_page_that_was_asked_for_here_is_sent_small(house: House, site: str) -> None:
    browser = house.browser("n.berkaoui")
    plain = browser.get(PLACE, headers={"accept-encoding": "identity", "sec-fetch-site": site})
    small = browser.get(PLACE, headers={"accept-encoding": "gzip", "sec-fetch-site": site})
    assert (small.headers["content-encoding"], small.headers["vary"]) == ("gzip", "accept-encoding, sec-fetch-site")
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"]) / 3
    assert "content-encoding" not in plain.headers
    assert "Naima Berkaoui" in small.text


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_a_page_that_another_site_asks_for_tells_nothing_by_its_length(house: House, site: str) -> None:
    browser = house.browser("n.berkaoui")
    headers = {"accept-encoding": "gzip", "sec-fetch-site": site}
    page = browser.get(PLACE, headers=headers)
    assert page.status_code == 200
    assert 'name="csrf"' in page.text
    assert "content-encoding" not in page.headers


def test_the_mark_of_the_forms_is_never_the_same_twice_and_always_that_of_its_holder(house: House) -> None:
    browser = house.browser("n.berkaoui")
    found = {mark for _ in range(3) for mark in re.findall(r'name="csrf" value="(\w+)"', browser.get(PLACE).text)}
    assert len(found) == 3
    marks = [mark_of(KEY, "somebody") for _ in range(20)]
    assert len(set(marks)) == 20
    assert all(is_mark_of(KEY, "somebody", one) and not is_mark_of(KEY, "another", one) for one in marks)
    first = marks[0]
    broken = [first[:-2], first + "00", first[:48], "", "zz", "é" * 96, *(
        first[:at] + ("0" if first[at] != "0" else "1") + first[at + 1 :] for at in range(len(first))
    )]  # fmt: skip
    assert not [one for one in broken if is_mark_of(KEY, "somebody", one)]
