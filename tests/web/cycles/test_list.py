"""The list of cycles: whom each waits for."""

import re

import pytest

from tests.web.house import BOARD, House, words_of


@pytest.mark.parametrize(
    ("cycle", "person"),
    [
        ("results-final/SLH/2026-2027", "Petra Hoogakker"),  # in its last phase, an action is still missing
        ("risk-inventory-progress/SLH/2026-2027", "Manon Driesprong"),  # in its last phase, a task is open
        ("results-final/PSL/2026-2027", "Carolien Bosmade"),  # ready to be closed
        ("results-final/KRW/2026-2027", "Els Vermolenaar"),  # ready to be moved on
    ],
)
def test_a_cycle_waits_for_who_runs_it_until_it_is_ready_to_be_closed(
    house: House, cycle: str, person: str
) -> None:
    browser = house.browser("n.berkaoui")
    page = browser.get(f"/b/{BOARD}/cycles?period=2026-2027").text
    row = re.search(rf'<tr role="row">(?:(?!</tr>).)*/cycles/{cycle}".*?</tr>', page, re.DOTALL)
    assert row is not None
    assert person in words_of(row[0])
