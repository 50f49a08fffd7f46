"""The templates themselves: complete, lawful, readable, and inlined without a change of meaning."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from html import unescape
from itertools import pairwise

import pytest
from css_inline import CSSInliner
from jinja2 import UndefinedError

from pdca.domain.notices.digest import Asked, Digest, Kind, Reason
from pdca.mail.gallery import everything
from pdca.mail.words.catalogue import LANGUAGES, Catalogue, catalogue, language_of
from pdca.mail.words.folder import email_folder
from pdca.mail.words.templates import FRAMES, HTML, TEXT, dressed, inlined, page, spliced, tokens
from pdca.mail.words.view import DigestView

FOLDER = email_folder()
FRAME = {"answers", "captured", "digest", "rest", "sign_off", "why"}
LETTERS = {"sign_in"}
EDITIONS = [("nl", False), ("nl", True), ("en", False)]
EVERYTHING = everything()


def test_every_kind_has_its_files_and_no_file_is_an_orphan() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}
    assert folders == {str(kind) for kind in Kind} | FRAME | LETTERS | {"_words"}
    for folder in folders - {"_words"}:
        expected = {f"{lang}.{part}.j2" for lang in LANGUAGES for part in ("txt", "html")}
        if folder in {"digest", *LETTERS}:
            expected |= {f"{lang}.subject.j2" for lang in LANGUAGES}
        assert {path.name for path in (FOLDER / folder).iterdir()} == expected

    sources = "".join(path.read_text("utf-8") for path in FOLDER.rglob("*.j2"))
    for path in FOLDER.rglob("*.j2"):
        name = path.relative_to(FOLDER).as_posix()
        named = re.sub(r"/(nl|en)\.", "/LANG.", name)
        if not (name.startswith(("_base.", "_sign_in.")) or ".subject." in name):
            assert f'{{% include "{named}" %}}' in sources, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_its_words(language: str) -> None:
    words = catalogue(language, False)
    for asked in Asked:
        assert words.button[asked]
        assert words.turn[asked]
        assert asked in words.ask
    for reason in Reason:
        assert words.reason[reason]
    for kind in Kind:
        assert words.sections[kind]
        assert words.rule[kind]
        assert words.count(kind, 1) != words.count(kind, 2)


def test_both_languages_have_the_same_words() -> None:
    def names(language: str) -> set[str]:
        data = tomllib.loads((FOLDER / "_words" / f"{language}.toml").read_text("utf-8"))
        return {
            f"{table}.{key}"
            for table, rows in data.items()
            for key in (rows if isinstance(rows, dict) else [""])
        }

    def fields(language: str) -> dict[str, list[str]]:
        data = tomllib.loads((FOLDER / "_words" / f"{language}.toml").read_text("utf-8"))
        flat = {
            f"{table}.{key}": value
            for table, rows in data.items()
            if isinstance(rows, dict)
            for key, value in rows.items()
        }
        return {key: sorted(set(re.findall(r"{\w+}", str(value)))) for key, value in flat.items()}

    assert names("nl") == names("en")
    assert fields("nl") == fields("en")


def test_dates_and_counts_are_written_as_the_language_does() -> None:
    nl, en = catalogue("nl", False), catalogue("en", False)
    friday = date(2026, 11, 13)
    assert nl.day(friday, 2026) == "13 november"
    assert nl.weekday(friday, 2027) == "vrijdag 13 november 2026"
    assert en.weekday(friday, 2026) == "Friday 13 November"
    assert [nl.days(n, "school") for n in (0, 1, 2)] == ["0 schooldagen", "1 schooldag", "2 schooldagen"]
    assert en.days(1, "calendar") == "1 day"
    assert [nl.listing(names) for names in ((), ("A",), ("A", "B"), ("A", "B", "C"))] == [
        "",
        "A",
        "A en B",
        "A, B en C",
    ]
    assert language_of("nl_NL") == "nl"
    assert language_of("de") == "nl"


@pytest.mark.parametrize(
    ("due", "days", "said"),
    [
        (date(2026, 11, 27), -4, "Afgesproken is vrijdag 27 november, over 4 schooldagen."),
        (date(2026, 11, 27), 0, "Afgesproken is vrijdag 27 november."),
        (date(2026, 11, 23), 0, "Afgesproken is vandaag, 23 november."),
        (date(2026, 11, 21), 0, "Afgesproken was 21 november."),
        (date(2026, 11, 20), 1, "Afgesproken was 20 november, 1 schooldag geleden."),
        (date(2025, 11, 20), 190, "Afgesproken was 20 november 2025, 190 schooldagen geleden."),
    ],
)
def test_the_wording_follows_the_real_date(due: date, days: int, said: str) -> None:
    assert catalogue("nl", False).moment(due, days, "school", date(2026, 11, 23)) == said


@pytest.mark.parametrize(("language", "formal"), EDITIONS)
def test_a_template_that_names_what_is_not_there_fails_loudly(language: str, formal: bool) -> None:
    with pytest.raises(UndefinedError):
        HTML.from_string("{{ v.nothing }}").render(v=object())
    with pytest.raises(UndefinedError):
        TEXT.from_string(spliced("_base.txt.j2", language, formal=formal)).render()


def view(digest: Digest, formal: bool) -> tuple[DigestView, Catalogue]:
    words = catalogue(language_of(digest.locale), formal)
    return DigestView(digest, words), words


def normal(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(html)).replace("> <", "><")


@pytest.mark.parametrize(
    "name", ["digest-nl", "digest-en", "long-nl", "overview-nl-u", "thanks-nl-u", "unowned-en"]
)
def test_styles_inlined_once_equal_styles_inlined_per_mail(name: str) -> None:
    digest = EVERYTHING[name]
    source = dressed(spliced("_base.html.j2", digest.locale, formal=digest.formal), digest.locale)
    seen, _ = view(digest, digest.formal)
    inliner = CSSInliner(minify_css=True, load_remote_stylesheets=False)

    per_mail = inliner.inline(HTML.from_string(source).render(v=seen, subject="S"))
    once = HTML.from_string(inlined(source)).render(v=seen, subject="S")

    assert normal(once) == normal(per_mail)


@pytest.mark.parametrize("frame", FRAMES.values())
@pytest.mark.parametrize(("language", "formal"), EDITIONS)
def test_loops_cross_no_implied_tag(language: str, formal: bool, frame: str) -> None:
    source = re.sub(r"<!--.*?-->", "", page(language, formal=formal, frame=frame), flags=re.DOTALL)
    tags = re.findall(r"<(/?[a-z0-9]+)", source)
    for before, tag in pairwise(tags):
        if tag == "tr":
            assert before in ("tbody", "/tr"), f"a <tr> after <{before}>"
        if before == "table":
            assert tag == "tbody"
    assert tags.count("table") == tags.count("/table")
    assert tags.count("td") == tags.count("/td")


@pytest.mark.parametrize("frame", FRAMES.values())
@pytest.mark.parametrize(("language", "formal"), EDITIONS)
def test_outlook_class_clients_get_only_what_they_know(language: str, formal: bool, frame: str) -> None:
    body = page(language, formal=formal, frame=frame).partition("<body")[2]
    for unknown in ("flex", "grid", "position:", "float:", "var(", "calc(", "rem;", "<svg", "<div style"):
        assert unknown not in body, unknown
    assert 'width="600"' in body
    style = (FOLDER / "_style.css").read_text("utf-8")
    for selector in (":nth", "+ ", "~ ", ":first", ":last", ">"):
        assert selector not in style, selector


@pytest.mark.parametrize("frame", FRAMES.values())
@pytest.mark.parametrize(("language", "formal"), EDITIONS)
def test_dark_mode_is_announced_and_styled(language: str, formal: bool, frame: str) -> None:
    source = page(language, formal=formal, frame=frame)
    assert '<meta name="color-scheme" content="light dark">' in source
    assert '<meta name="supported-color-schemes" content="light dark">' in source
    assert "@media (prefers-color-scheme: dark)" in source
    assert "@media only screen and (max-width: 480px)" in source


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""

    def channel(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_its_ground(scheme: str) -> None:
    colours, pairs = tokens()[scheme], tokens()["pairs"]
    for ground in ("card", "page"):
        for ink in pairs[f"on_{ground}"]:
            assert contrast(colours[ink], colours[ground]) >= 4.5, f"{ink} on {ground}"
    for ink in pairs["on_own_tint"]:
        assert contrast(colours[ink], colours[f"{ink}_tint"]) >= 4.5, f"{ink} on its tint"
    assert contrast(colours["on_accent"], colours["accent"]) >= 4.5
    assert contrast(colours["accent"], colours["card"]) >= 3


def test_text_stays_readable_where_a_client_inverts_the_colours_itself() -> None:
    def inverted(colour: str) -> str:
        return "#" + "".join(f"{255 - int(colour[i : i + 2], 16):02x}" for i in (1, 3, 5))

    colours = tokens()["light"]
    for ink in tokens()["pairs"]["on_card"]:
        assert contrast(inverted(colours[ink]), inverted(colours["card"])) >= 4.5, ink
    assert contrast(inverted(colours["on_accent"]), inverted(colours["accent"])) >= 3
