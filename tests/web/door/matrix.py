"""Who gets through which door: every route of a board, what it is filled in with, and which roles come in.

One person of the example board stands for each role. A route that is missing here fails the test.
"""

from __future__ import annotations

from typing import NamedTuple

PEOPLE = {
    "staff": "d.ruitenboer",
    "team_leader": "a.kuipershof",
    "safety_coordinator": "b.uitgeester",
    "school_leader": "c.bosmade",
    "auditor": "i.marsdiep",
    "quality_manager": "n.berkaoui",
    "board_member": "m.oldenhuis",
    "council_member": "s.oubella",
}
"""The first four work at De Peilschaal; an auditor sees all schools; a member of the council only the own work."""

ALL = frozenset(PEOPLE)
WHOLE_BOARD = frozenset({"auditor", "quality_manager", "board_member"})
IN_A_TEAM = ALL - {"council_member"}
LEADING = ALL - {"staff", "council_member"}
TRUST = frozenset({"quality_manager", "board_member"})
POLICY = frozenset({"quality_manager", "board_member"})
SET_UP = frozenset({"quality_manager"})
CLOSES_DAYS = frozenset({"quality_manager", "school_leader", "auditor"})
NOBODY: frozenset[str] = frozenset()

LEADS_ALL = frozenset({"quality_manager", "board_member"})
LEADS_OWN_TEAM = LEADS_ALL | {"team_leader", "school_leader", "auditor"}
"""The auditor also coordinates the quality of the own school, and so leads there."""
OWN_TEACHER = "/people/f.stroobach@dewaterlijn.example"
OTHER_TEACHER = "/people/k.vlotbrugge@dewaterlijn.example"

OWN, OTHER = "/actions/B-013", "/actions/B-005"
OWN_CYCLE, OTHER_CYCLE = "/cycles/internal-audit/PSL/2026-2027", "/cycles/safety-monitor/RIV/2026-2027"


class Door(NamedTuple):
    """A route filled in, what is sent to it, and who gets through."""

    path: str
    through: frozenset[str]
    sent: tuple[tuple[str, str], ...] = ()


def of_an_action(rest: str) -> tuple[Door, Door]:
    """Return the door of an action of the own team and of one of another school."""
    return Door(f"{OWN}{rest}", IN_A_TEAM), Door(f"{OTHER}{rest}", WHOLE_BOARD)


def of_a_cycle(rest: str) -> tuple[Door, Door]:
    """Return the door of a cycle of the own school and of one of another school."""
    return Door(f"{OWN_CYCLE}{rest}", IN_A_TEAM), Door(f"{OTHER_CYCLE}{rest}", WHOLE_BOARD)


def about(item: str, other: str, path: str) -> tuple[Door, Door]:
    """Return the door to which an item is sent by its name."""
    own = Door(path, IN_A_TEAM, (("item", item),))
    return own, Door(path, WHOLE_BOARD, (("item", other),))


def at(path: str, through: frozenset[str]) -> tuple[Door]:
    """Return a door that is the same whatever it is about."""
    return (Door(path, through),)


def about_somebody(rest: str) -> tuple[Door, Door]:
    """Return the door of the details of a teacher of the own team and of one of another school."""
    own, other = OWN_TEACHER, OTHER_TEACHER
    return Door(f"{own}{rest}", LEADS_OWN_TEAM), Door(f"{other}{rest}", LEADS_ALL)


MATRIX: dict[str, tuple[Door, ...]] = {
    "GET ": at("", ALL),
    "GET /work": at("/work", ALL),
    "POST /work/snooze": at("/work/snooze", ALL),
    "GET /me": at("/me", ALL),
    "POST /me/language": at("/me/language", ALL),
    "POST /me/deputy": at("/me/deputy", ALL),
    "POST /me/absence": at("/me/absence", ALL),
    "POST /me/absence/cancel": at("/me/absence/cancel", ALL),
    "GET /me/next-mail": at("/me/next-mail", ALL),
    "GET /me/next-mail/body": at("/me/next-mail/body", ALL),
    "GET /me/sign-in": at("/me/sign-in", ALL),
    "POST /me/sign-in/end": at("/me/sign-in/end", NOBODY),
    "POST /me/sign-in/end-others": at("/me/sign-in/end-others", ALL),
    "POST /me/sign-in/password": at("/me/sign-in/password", ALL),
    "POST /me/sign-in/password/remove": at("/me/sign-in/password/remove", ALL),
    "GET /me/sign-in/second-step": at("/me/sign-in/second-step", ALL),
    "POST /me/sign-in/second-step": at("/me/sign-in/second-step", ALL),
    "POST /me/sign-in/second-step/remove": at("/me/sign-in/second-step/remove", ALL),
    "GET /people": at("/people", LEADS_OWN_TEAM),
    "GET /people/{email}": about_somebody(""),
    "POST /people/{email}/language": about_somebody("/language"),
    "POST /people/{email}/deputy": about_somebody("/deputy"),
    "POST /people/{email}/absence": about_somebody("/absence"),
    "POST /people/{email}/absence/cancel": about_somebody("/absence/cancel"),
    "GET /why/{item:path}": (Door("/why/B-013", IN_A_TEAM), Door("/why/B-005", WHOLE_BOARD)),
    "GET /trust": at("/trust", TRUST),
    "POST /trust/verify": at("/trust/verify", TRUST),
    "GET /trust/verified/{id}": at("/trust/verified/nothing", TRUST),
    "GET /trust/runs": at("/trust/runs", TRUST),
    "GET /trust/mail": at("/trust/mail", TRUST),
    "GET /trust/mail/{id}": at("/trust/mail/nothing", NOBODY),
    "POST /trust/mail/{id}/again": at("/trust/mail/nothing/again", NOBODY),
    "GET /trust/events": at("/trust/events", TRUST),
    "GET /overview": at("/overview", IN_A_TEAM),
    "GET /overview/{unit}": (
        Door("/overview/PSL-ONB", IN_A_TEAM),
        Door("/overview/RIV", WHOLE_BOARD),
    ),
    "GET /overview/{unit}/list": (
        Door("/overview/PSL-ONB/list?what=late", IN_A_TEAM),
        Door("/overview/RIV/list?what=late", WHOLE_BOARD),
    ),
    "GET /overview/{unit}/ended": (
        Door("/overview/PSL-ONB/ended?what=closed&year=2025-2026", IN_A_TEAM),
        Door("/overview/RIV/ended?what=closed&year=2025-2026", WHOLE_BOARD),
    ),
    "GET /policy": at("/policy", LEADING),
    "POST /policy/preview": at("/policy/preview", POLICY),
    "GET /policy/preview/{id}": at("/policy/preview/nothing", POLICY),
    "POST /policy/plan/{id}": at("/policy/plan/nothing", POLICY),
    "POST /policy/cancel": at("/policy/cancel", POLICY),
    "GET /setup": at("/setup", CLOSES_DAYS),
    "GET /setup/people": at("/setup/people", SET_UP),
    "POST /setup/days-off": at("/setup/days-off", CLOSES_DAYS),
    "POST /setup/days-off/end": at("/setup/days-off/end", ALL),
    "GET /setup/plan": at("/setup/plan", CLOSES_DAYS),
    "POST /setup/plan": (Door("/setup/plan", SET_UP, (("step", "why"),)),),
    "GET /setup/programmes": at("/setup/programmes", CLOSES_DAYS),
    "GET /setup/programmes/{code}": at("/setup/programmes/internal-audit", SET_UP),
    "POST /setup/programmes/{code}/next-year": at("/setup/programmes/internal-audit/next-year", SET_UP),
    "GET /setup/units/{code}": at("/setup/units/PSL", SET_UP),
    "POST /setup/units/{code}/last-day": at("/setup/units/PSL/last-day", SET_UP),
    "GET /setup/import": at("/setup/import", SET_UP),
    "POST /setup/import": at("/setup/import", SET_UP),
    "GET /setup/import/{id}": at("/setup/import/nothing", SET_UP),
    "POST /setup/import/{id}": at("/setup/import/nothing", SET_UP),
    "GET /setup/export.zip": at("/setup/export.zip", SET_UP),
    "GET /year": at("/year", IN_A_TEAM),
    "GET /year/{unit}": (Door("/year/PSL-ONB", IN_A_TEAM), Door("/year/RIV", WHOLE_BOARD)),
    "GET /calendars": at("/calendars", ALL),
    "POST /calendars": at("/calendars", ALL),
    "POST /calendars/close": at("/calendars/close", NOBODY),
    "GET /cycles": at("/cycles", ALL),
    "GET /cycles/{programme}/{unit}/{period}": of_a_cycle(""),
    "GET /cycles/{programme}/{unit}/{period}/closing": of_a_cycle("/closing"),
    "GET /cycles/{programme}/{unit}/{period}/record": of_a_cycle("/record"),
    "GET /cycles/{programme}/{unit}/{period}/record.pdf": of_a_cycle("/record.pdf"),
    "POST /cycles/{programme}/{unit}/{period}/do/{event}": of_a_cycle("/do/advance"),
    "POST /cycles/{programme}/{unit}/{period}/tasks/{code}/{event}": (
        Door(f"{OWN_CYCLE}/tasks/audit-day/done", IN_A_TEAM),
        Door(f"{OTHER_CYCLE}/tasks/collect/done", WHOLE_BOARD),
    ),
    "POST /cycles/{programme}/{unit}/{period}/decide": of_a_cycle("/decide"),
    "GET /search": at("/search?q=veiligheid", ALL),
    "POST /talk": about("B-013", "B-005", "/talk"),
    "POST /evidence": about("B-013", "B-005", "/evidence"),
    "GET /evidence/{id:path}": at("/evidence/nothing", NOBODY),
    "GET /handover": at("/handover", ALL),
    "POST /handover": at("/handover", ALL),
    "POST /handover/{id}/accept": at("/handover/nothing/accept", NOBODY),
    "POST /handover/{id}/withdraw": at("/handover/nothing/withdraw", NOBODY),
    "GET /actions": at("/actions", ALL),
    "GET /actions/export.csv": at("/actions/export.csv", ALL),
    "POST /actions/views": at("/actions/views", ALL),
    "POST /actions/views/remove": at("/actions/views/remove", ALL),
    "POST /actions/many": at("/actions/many", ALL),
    "GET /actions/new": at("/actions/new", ALL),
    "POST /actions/new": at("/actions/new", ALL),
    "GET /actions/board": at("/actions/board", ALL),
    "GET /actions/{ref}": of_an_action(""),
    "GET /actions/{ref}/move": of_an_action("/move?to=check"),
    "GET /actions/{ref}/do/{event}": of_an_action("/do/report_done"),
    "POST /actions/{ref}/do/{event}": of_an_action("/do/report_done"),
    "POST /actions/{ref}/undo": of_an_action("/undo"),
}
"""By method and path within a board."""

PUBLIC = frozenset(
    {
        "GET /",
        "GET /robots.txt",
        "POST /look",
        "GET /help",
        "GET /help/pictures/{name}",
        "GET /help/{anchor}",
        "GET /sign-in",
        "POST /sign-in",
        "GET /sign-in/second-step",
        "POST /sign-in/second-step",
        "GET /sign-in/password",
        "POST /sign-in/password",
        "GET /sign-in/with",
        "GET /sign-in/school/back",
        "POST /sign-in/school/back",
        "GET /sign-in/board",
        "POST /sign-in/board",
        "GET /sign-in/{token}",
        "POST /sign-in/{token}",
        "GET /signed-in",
        "POST /sign-out",
        "GET /m/{token}",
        "POST /m/{token}/{event}",
        "GET /calendar/{token}.ics",
    }
)
"""Doors that nobody has to be signed in for; what is behind a link is shown by its own tests."""
