"""Whatever the chain governs can be named to its readers."""

from pdca.catalog.shipped import Shipped
from pdca.store.chain.governed import BOARD_WORD, KINDS


def test_everything_that_can_be_found_damaged_has_a_dutch_name() -> None:
    named = Shipped().language("nl").words["entity"]
    assert {BOARD_WORD, *(kind.word for kind in KINDS.values())} == named.keys()
