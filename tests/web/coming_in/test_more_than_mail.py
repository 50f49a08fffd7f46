"""What a mail names and a link from it may not do is one sign-in away."""

from datetime import timedelta

from pdca.services.mailing.links import Capability
from tests.web.house import BASE, BOARD, House, who


def opened(house: House, person: str, item: str = "A-004") -> str:
    """Return the page that a link from the mail opens."""
    capability = Capability(
        board=BOARD,
        item=item,
        version=1,
        person=who(person),
        purpose="act",
        until=house.today + timedelta(days=30),
    )
    return house.browser().get(house.runtime.links.to(capability).removeprefix(BASE)).text


def test_whoever_may_also_let_it_lapse_is_led_to_where_that_is_done(house: House) -> None:
    page = opened(house, "a.kuipershof")
    assert "Andere datum" in page
    assert f'href="/b/{BOARD}/actions/A-004/do/cancel"' in page
    assert "Laat de actie vervallen" in page


def test_whoever_may_not_is_not(house: House) -> None:
    assert "/do/cancel" not in opened(house, "b.uitgeester")
