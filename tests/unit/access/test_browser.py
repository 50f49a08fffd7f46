"""A person sees which browser a session is in, and no more than that is kept."""

import pytest

from pdca.services.access.browser import label_of

WINDOWS, MAC = "(Windows NT 10.0; Win64; x64)", "(iPhone; CPU iPhone OS 18_1 like Mac OS X)"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"


@pytest.mark.parametrize(
    ("says", "label"),
    [
        (f"{WINDOWS} Gecko/20100101 Firefox/145.0", "Firefox, Windows"),
        (f"{WINDOWS} {CHROME} Safari/537.36 Edg/142.0.0.0", "Edge, Windows"),
        (f"{MAC} AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1", "Safari, iPhone"),
        (f"(Linux; Android 10; K) {CHROME} Mobile Safari/537.36", "Chrome, Android"),
        (f"(X11; CrOS x86_64 14541.0.0) {CHROME} Safari/537.36", "Chrome, Chromebook"),
        ("(X11; Linux x86_64)", "Linux"),
        ("", ""),
    ],
)
def test_a_browser_is_named_with_its_system(says: str, label: str) -> None:
    assert label_of(f"Mozilla/5.0 {says}") == label
