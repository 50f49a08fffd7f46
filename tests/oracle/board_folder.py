"""Writes a world as the board folder that the product loads; the format is that of the outer interface."""

import csv
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.oracle.world import World


def write_board_folder(world: World, folder: Path) -> None:
    """Write board.toml, the tables, policy.toml when the world has one, and an empty programmes folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "programmes").mkdir(exist_ok=True)
    _write_board(world, folder)
    _write_table(
        folder / "units.csv",
        ("code", "name", "kind", "parent", "region"),
        ((unit.code, unit.name, unit.kind, unit.parent or "", unit.region) for unit in world.units),
    )
    _write_table(
        folder / "people.csv",
        ("email", "name", "unit", "roles", "locale", "active_until", "deputy"),
        (
            (
                person.email,
                person.name,
                person.unit,
                ";".join(f"{role}@{unit}" for role, unit in person.roles),
                "nl",
                _day(person.active_until),
                person.deputy or "",
            )
            for person in world.people
        ),
    )
    _write_table(
        folder / "absences.csv",
        ("email", "first_day", "last_day"),
        ((absence.email, _day(absence.first), _day(absence.last)) for absence in world.absences),
    )
    _write_table(
        folder / "days_off.csv",
        ("unit", "first_day", "last_day", "name"),
        ((off.unit, _day(off.first), _day(off.last), "vrij") for off in world.days_off),
    )
    _write_actions(world, folder)
    if world.policy is not None:
        (folder / "policy.toml").write_text(policy_toml(world.policy), encoding="utf-8")


def policy_toml(policy: dict[str, Any]) -> str:
    """Return a policy as TOML; an empty ladder is a plain key and so comes before the first table."""
    lines: list[str] = []
    if policy.get("escalation") == []:
        lines.append("escalation = []")
    if "notices" in policy:
        lines += ["", "[notices]", *_pairs(policy["notices"])]
    for level in policy.get("escalation", []):
        lines += ["", "[[escalation]]", *_pairs(level)]
    if "escalation_fallback" in policy:
        lines += ["", "[escalation_fallback]", *_pairs(policy["escalation_fallback"])]
    for grade, table in policy.get("grades", {}).items():
        lines += ["", f"[grades.{grade}]", *_pairs(table)]
    return "\n".join(lines) + "\n"


def _write_board(world: World, folder: Path) -> None:
    lines = [
        'name = "Stichting Toevalsbestuur"',
        'slug = "toevalsbestuur"',
        'time_zone = "Europe/Amsterdam"',
        'locale = "nl"',
        'mail_from = "kwaliteit@toevalsbestuur.example"',
    ]
    if world.holidays_add or world.holidays_drop:
        lines += ["", "[holidays]"]
        lines += _pairs({"add": list(world.holidays_add), "drop": list(world.holidays_drop)})
    (folder / "board.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _write_actions(world: World, folder: Path) -> None:
    _write_table(
        folder / "actions.csv",
        ("ref", "title", "unit", "owner", "source", "grade", "norms", "start", "due", "phase", "size"),
        (
            (
                action.ref,
                f"Verbeterpunt {action.ref}",
                action.unit,
                action.owner,
                "other",
                action.grade,
                "",
                _day(action.start),
                _day(action.due),
                "do",
                "large",
            )
            for action in world.actions
        ),
    )


def _write_table(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        table.writerows(rows)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _pairs(table: dict[str, Any]) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in table.items()]


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return f'"{value}"'
