"""What people type and spreadsheets save: encodings, stray spaces, Dutch dates, accents or none."""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from datetime import date, timedelta
from functools import lru_cache

from pdca.domain.errors import Message

_SPACES = re.compile(r"[ \t\r\n\u00a0\u202f]+")
_UNSAFE = frozenset({"Cc", "Cs", "Zl", "Zp"})
# Signs that turn the reading direction round: invisible, and able to make an address look like another one.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DUTCH_DAY = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}([-/])\d{1,2}\1\d{2}", re.ASCII)
_EXCEL_DAY = re.compile(r"\d{5}", re.ASCII)
_EXCEL_ZERO = date(1899, 12, 30)
_ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)
_CODE = re.compile(r"[^\W_][\w.-]{0,39}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

NO_SUCH_DAY = Message("'{value}' is not a day that exists")
NO_DATE = Message("'{value}' is no date; write it as 2026-11-13 or 13-11-2026")


def decoded(data: bytes) -> str:
    """Decode UTF-8 with or without BOM, what Excel calls Unicode text, else Windows-1252.

    Raises UnicodeDecodeError when it is none of these.
    """
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """Fold away what nobody should have to type right: case, accents, spaces and punctuation."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


def tidy(text: str) -> str:
    """Put a text on one line with single spaces, its accents composed."""
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text).strip(" "))


def unsafe_sign(text: str) -> str | None:
    """Return the first sign that may not stand in a text (control or direction), such as `U+0007`."""
    return None if text.isprintable() else next((_code_of(sign) for sign in text if _is_unsafe(sign)), None)


def visible(text: str) -> str:
    """Return a text as it can be quoted: a sign that may not stand in one is written out, such as `[U+202E]`."""
    if text.isprintable():
        return text
    return "".join(f"[{_code_of(sign)}]" if _is_unsafe(sign) else sign for sign in text)


def _is_unsafe(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSAFE or sign in _TURNING


def _code_of(sign: str) -> str:
    return f"U+{ord(sign):04X}"


def parsed_day(text: str) -> date | None:
    """Read `2026-11-13`, `13-11-2026`, `13/11/2026` or Excel's number of a day; None when it is no day."""
    try:
        if found := _ISO_DAY.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DUTCH_DAY.fullmatch(text):
            return date(int(found[4]), int(found[3]), int(found[1]))
    except ValueError:
        return None
    return _EXCEL_ZERO + timedelta(days=int(text)) if _EXCEL_DAY.fullmatch(text) else None


def no_day(text: str) -> str:
    """Return what is wrong with a text that is no day: how it is written, or only that there is no such day."""
    is_written_well = _ISO_DAY.fullmatch(text) or _DUTCH_DAY.fullmatch(text)
    return (NO_SUCH_DAY if is_written_well else NO_DATE).template


def has_short_year(text: str) -> bool:
    """Tell whether a text is a day with a year of two digits, such as `13-11-26`: no century is guessed."""
    return _SHORT_YEAR.fullmatch(text) is not None


def is_address(text: str) -> bool:
    """Tell whether a lower-case text is a plain mail address, without a name around it."""
    local, _, _ = text.partition("@")
    return len(text) <= 254 and len(local) <= 64 and _ADDRESS.fullmatch(text) is not None


def is_code(text: str) -> bool:
    """Tell whether a text can be part of an item's id: letters, digits, `.`, `_` and `-`, at most 40."""
    return _CODE.fullmatch(text) is not None


def is_slug(text: str) -> bool:
    """Tell whether a text is lower-case letters and digits with single hyphens, at most 40."""
    return len(text) <= 40 and _SLUG.fullmatch(text) is not None
