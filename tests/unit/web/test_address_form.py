"""je or u is chosen in our own sentences, and never in what somebody wrote into them."""

import pytest

from pdca.catalog.shipped import Shipped
from pdca.domain.errors import Message
from pdca.web.page.words import Words

WRITTEN = "[[links|rechts]]"


@pytest.fixture(scope="module", params=[False, True], ids=["je", "u"])
def words(request: pytest.FixtureRequest) -> Words:
    """Dutch, for somebody who is addressed so."""
    return Words(Shipped().language("nl"), formal=request.param)


def test_our_own_sentence_is_said_in_the_form_of_its_reader(words: Words) -> None:
    assert words.tell(Message("Dat is aan [[jou|u]].")) == f"Dat is aan {'u' if words.formal else 'jou'}."


def test_what_somebody_wrote_stays_as_it_was_written(words: Words) -> None:
    said = words.tell(Message("[[Je|U]] schreef: {text}", {"text": WRITTEN}))
    assert said == f"{'U' if words.formal else 'Je'} schreef: {WRITTEN}"


def test_also_within_a_sentence_that_stands_in_another(words: Words) -> None:
    inner = Message("reden: {reason}", {"reason": WRITTEN})
    assert words.tell(Message("Dit: {why}", {"why": (inner,)})) == f"Dit: reden: {WRITTEN}"
