"""The list of cycles: what one may see, narrowed by what one asks for."""

import re

import pytest

from tests.web.house import Browser, House

LIST = "/b/waterlijn/cycles"


def shown(browser: Browser) -> set[str]:
    assert browser.page is not None
    return set(re.findall(r'href="/b/waterlijn/cycles/([a-z-]+/[A-Z-]+/[0-9-]+)"', browser.page.text))


@pytest.fixture
def quality(house: House) -> Browser:
    """The quality manager, who sees every school."""
    return house.browser("n.berkaoui")


@pytest.mark.parametrize(
    ("asked", "are_there", "are_not"),
    [
        (
            "",
            {"results-final/PSL/2026-2027", "internal-audit/RIV/2026-2027"},
            {"results-final/RIV/2026-2027"},
        ),
        ("state=ready", {"results-final/PSL/2026-2027"}, {"internal-audit/RIV/2026-2027"}),
        ("state=late", {"results-final/PSL/2026-2027"}, {"internal-audit/RIV/2026-2027"}),
        ("state=closed", {"results-final/RIV/2026-2027"}, {"results-final/PSL/2026-2027"}),
        ("state=all&unit=RIV", {"results-final/RIV/2026-2027"}, {"results-final/PSL/2026-2027"}),
        ("programme=results-final", {"results-final/PSL/2026-2027"}, {"internal-audit/RIV/2026-2027"}),
        ("q=eindopbrengsten", {"results-final/PSL/2026-2027"}, {"internal-audit/RIV/2026-2027"}),
        ("state=nonsense&page=-1", {"results-final/PSL/2026-2027"}, {"results-final/RIV/2026-2027"}),
    ],
)
def test_every_filter_narrows_the_list(
    quality: Browser, asked: str, are_there: set[str], are_not: set[str]
) -> None:
    assert quality.get(f"{LIST}?{asked}").status_code == 200
    assert are_there <= shown(quality)
    assert not are_not & shown(quality)


def test_what_fits_nothing_says_so_and_leads_back(quality: Browser) -> None:
    page = quality.get(f"{LIST}?period=1999-2000")
    assert shown(quality) == set()
    assert "Geen cyclus" in quality.says
    assert f'href="{LIST}"' in page.text


def test_a_school_sees_its_own_cycles_only(house: House) -> None:
    leader = house.browser("c.bosmade")
    leader.get(f"{LIST}?state=all")
    assert shown(leader)
    assert {one.split("/")[1][:3] for one in shown(leader)} == {"PSL"}


def test_a_cycle_that_waits_for_its_closing_says_for_whom(house: House) -> None:
    leader = house.browser("c.bosmade")
    leader.get(f"{LIST}?state=ready")
    assert "Carolien Bosmade" in leader.says
    assert "2 nov 2026" in leader.says


def test_the_list_asks_little_of_the_database_and_reads_in_english(house: House, quality: Browser) -> None:
    quality.client.cookies.set("pdca-lang", "en")
    quality.get(f"{LIST}?state=all")
    with house.counted() as ran:
        quality.get(f"{LIST}?state=all")
    assert len(ran) <= 12, "\n".join(ran)
    assert "Ready to close" in quality.says
    assert "Klaar om te sluiten" not in quality.says


def test_a_cycle_leads_only_to_actions_that_the_reader_may_open(house: House) -> None:
    page = "/b/waterlijn/cycles/internal-audit/PSL/2026-2027"
    for name, is_seen in (("d.ruitenboer", False), ("n.berkaoui", True)):
        reader = house.browser(name)
        links = set(re.findall(r'href="(/b/waterlijn/actions/A-\d+)"', reader.get(page).text))
        assert "A-001" in reader.says
        assert ("/b/waterlijn/actions/A-001" in links) == is_seen
        assert all(reader.get(one).status_code == 200 for one in links)
