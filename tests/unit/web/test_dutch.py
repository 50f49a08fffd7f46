"""Dutch that users read: short sentences, no English left behind, and u only where je can stand too."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from pdca.web.page.words import web_folder
from pdca.web.places.coming_in.help import guide_folder

LONGEST = 20
EITHER = re.compile(r"\[\[([^|\]]*)\|([^\]]*)\]\]")
FACT = re.compile(r"{(\w+)}")
FORMAL = re.compile(r"\b(u|uw|uzelf)\b", re.IGNORECASE)
ENGLISH = re.compile(
    r"\b(the|of the|you|your|with|without|and|are|this|that|from|please|click|submit|save|cancel|delete|update|edit|"
    r"search|settings|owner|deadline|dashboard|feedback|reminder|user|password|login|upload|download|overdue|"
    r"escalation|workflow|task|request|policy|summary|digest|team leader|engine)\b",
    re.IGNORECASE,
)
ALLOWED = frozenset({"feedback"})
"""Words that are Dutch by now."""

WORDS = sorted((web_folder() / "_words").glob("*.toml"))
PAGES = sorted(guide_folder().glob("*.md"))


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text; a fact counts as one word, and so does a mail address or a time."""
    plain = EITHER.sub(r"\1", FACT.sub("x", text))
    for part in re.split(r"(?<=[.!?])\s+|\n", plain):
        if part.strip():
            yield part.strip()


def spoken(markdown: str) -> Iterator[str]:
    """Yield the paragraphs, points and cells of a page, without what only marks them up."""
    text = re.sub(r'<a id="[a-z-]+"></a>', "", markdown)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^(#+|-|\d+\.) ", "", text, flags=re.MULTILINE)
    for block in re.split(r"\n\s*\n|\n(?=\S)|\|", text.replace("**", "")):
        if block.strip(" -\n"):
            yield " ".join(block.split())


def said() -> Iterator[tuple[str, str]]:
    """Yield every Dutch text of the pages and of the guide, with where it stands."""
    for path in WORDS:
        yield from ((path.name, text) for text in tomllib.loads(path.read_text("utf-8")).values())
    for path in PAGES:
        yield from ((path.name, text) for text in spoken(path.read_text("utf-8")))


SAID = list(said())


def test_there_is_something_to_read() -> None:
    assert len(WORDS) > 5
    assert {path.stem for path in PAGES} == {"actiehouder", "leidinggevende", "kwaliteit"}
    assert len(SAID) > 500


def test_no_sentence_is_longer_than_twenty_words() -> None:
    long = [
        f"{place}: {len(one.split())}: {one}"
        for place, text in SAID
        for one in sentences(text)
        if len(one.split()) > LONGEST
    ]
    assert not long, "\n".join(long)


def test_no_english_is_left_behind() -> None:
    left = [
        f"{place}: '{found[0]}' in: {text}"
        for place, text in SAID
        if (found := ENGLISH.search(FACT.sub("", text))) and found[0].lower() not in ALLOWED
    ]
    assert not left, "\n".join(left)


def test_u_is_said_only_to_those_who_are_addressed_so() -> None:
    formal = [f"{place}: {text}" for place, text in SAID if FORMAL.search(EITHER.sub("", text))]
    assert not formal, "\n".join(formal)


def test_both_forms_of_address_differ_and_the_second_one_is_formal() -> None:
    odd = [
        f"{place}: {pair[0]}"
        for place, text in SAID
        for pair in EITHER.finditer(text)
        if pair[1] == pair[2]
        or FORMAL.search(pair[1])
        or not (FORMAL.search(pair[2]) or pair[2].endswith("t"))
    ]
    assert not odd, "\n".join(odd)


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Klik op save om verder te gaan.", ENGLISH),
        ("Vul hier uw naam in.", FORMAL),
    ],
)
def test_what_is_wrong_is_found(text: str, check: re.Pattern[str]) -> None:
    assert check.search(text)


def test_a_sentence_is_counted_by_its_own_words() -> None:
    text = "Dag {name}. Er [[wacht op je|wacht op u]] één ding: {title}"
    assert [len(one.split()) for one in sentences(text)] == [2, 7]
