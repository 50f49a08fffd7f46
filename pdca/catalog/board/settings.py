"""board.toml: who the board is, its language, its sender and its public holidays."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pdca.catalog.files.text import is_address, is_slug, parsed_day
from pdca.catalog.files.toml_tables import TomlTable
from pdca.domain.board import Board
from pdca.domain.calendar.holidays import KNOWN, PublicHolidays

LOCALES = ("nl", "en")
KEYS = ("name", "slug", "time_zone", "locale", "mail_from", "formal", "holidays")


def read_board(table: TomlTable) -> Board:
    """Read the settings of a board; problems are noted in the table."""
    table.only(*KEYS)
    return Board(
        slug=_slug(table),
        name=table.text("name"),
        mail_from=_mail_from(table),
        time_zone=_time_zone(table),
        locale=_locale(table),
        formal=table.flag("formal", default=False),
        holidays=_holidays(table.table("holidays")),
    )


def _slug(table: TomlTable) -> str:
    slug = table.text("slug")
    if slug and not is_slug(slug):
        table.wrong(
            "slug",
            "'{value}' is no slug; use small letters, digits and hyphens, such as 'waterlijn'",
            value=slug,
        )
    return slug


def _mail_from(table: TomlTable) -> str:
    address = table.text("mail_from").lower()
    if address and not is_address(address):
        table.wrong(
            "mail_from", "'{value}' is no mail address; write it as name@school.example", value=address
        )
    return address


def _time_zone(table: TomlTable) -> str:
    name = table.text("time_zone", default="Europe/Amsterdam")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = table.problems.nearest(name, available_timezones())
        table.wrong(
            "time_zone", "there is no time zone '{value}'; did you mean '{near}'?", value=name, near=near
        )
    return name


def _locale(table: TomlTable) -> str:
    locale = table.text("locale", default="nl")
    if locale not in LOCALES:
        table.wrong("locale", "'{value}' is not a language of the product; use nl or en", value=locale)
    return locale


def _holidays(table: TomlTable | None) -> PublicHolidays:
    if table is None:
        return PublicHolidays()
    table.only("add", "drop")
    return PublicHolidays.of(_entries(table, "add"), _entries(table, "drop"))


def _entries(table: TomlTable, key: str) -> list[str | date]:
    """Return the names and days of a list of holidays, without those that are wrong."""
    found: list[str | date] = []
    for number, entry in enumerate(table.entries(key)):
        day = parsed_day(entry) if isinstance(entry, str) else entry
        if isinstance(entry, str) and entry in KNOWN:
            found.append(entry)
        elif isinstance(day, date) and not isinstance(day, datetime) and 1990 <= day.year <= 2120:
            found.append(day)
        else:
            table.wrong(
                key,
                "'{value}' is no holiday; did you mean '{near}'? "
                "Use a date such as 2027-05-07 or one of: {known}",
                number,
                value=str(entry),
                near=table.problems.nearest(str(entry), KNOWN),
                known=", ".join(sorted(KNOWN)),
            )
    return found
