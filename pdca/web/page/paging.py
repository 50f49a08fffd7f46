"""Long lists in pages, and places of ours that a form may name."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Which part of a list is shown: rows `first` up to, not including, `last` out of `total`."""

    page: int
    pages: int
    first: int
    last: int
    total: int

    @property
    def before(self) -> int | None:
        """Return the page before this one."""
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        """Return the page after this one."""
        return self.page + 1 if self.page < self.pages else None


def pages_of(total: int, page: int, size: int) -> Shown:
    """Return what page `page` of a list shows; a page beyond the end is the last one."""
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    first = (page - 1) * size
    return Shown(page=page, pages=pages, first=first, last=min(first + size, total), total=total)


def local_place(text: str) -> str:
    """Return a place of ours as it was named; empty when it may lead elsewhere."""
    plain = unquote(text)
    is_ours = text.startswith("/") and not text.startswith(("//", "/\\")) and "\\" not in plain
    has_odd = any(not sign.isprintable() or sign.isspace() for sign in plain)
    if not is_ours or has_odd or plain.startswith("//") or len(text) > 2000:
        return ""
    parts = urlsplit(text)
    return "" if parts.scheme or parts.netloc else text
