"""Every page of the product: as whom it is opened, where, and what is sent before it is looked at.

The tests of every page and the pictures of every page share this list. A place may name something that is only
known once the board is there, such as `{mail}`: `tests/browser/gallery.py` finds it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.web.house import BOARD

AT = f"/b/{BOARD}"
NAIMA, CAROLIEN, BRAM, ARJAN = "n.berkaoui", "c.bosmade", "b.uitgeester", "a.kuipershof"
OPEN, CLOSABLE, CLOSED = (
    f"{AT}/cycles/internal-audit/PSL/2026-2027",
    f"{AT}/cycles/results-final/PSL/2026-2027",
    f"{AT}/cycles/results-final/RIV/2026-2027",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page as one person sees it; with `sends`, what its form to that address answers to these fields."""

    name: str
    who: str = ""
    place: str
    status: int = 200
    sends: str = ""
    fields: tuple[tuple[str, str], ...] = ()


def _of(who: str, *places: tuple[str, str]) -> tuple[Shown, ...]:
    return tuple(Shown(name=name, who=who, place=place) for name, place in places)


AT_THE_DOOR = (
    *_of(
        "",
        ("sign-in", "/sign-in"),
        ("sign-in-password", "/sign-in/password"),
        ("sign-in-link", "/sign-in/a-token-that-is-only-looked-at"),
        ("signed-in-again", "/signed-in"),
        ("help", "/help"),
        ("help-act", "/help/act"),
        ("link-to-do", "{link_to_do}"),
        ("link-to-check", "{link_to_check}"),
        ("link-task", "{link_task}"),
        ("link-phase", "{link_phase}"),
        ("link-request", "{link_request}"),
        ("link-list", "{link_list}"),
        ("link-hanging", "{link_hanging}"),
        ("link-why", "{link_why}"),
        ("demo", "/demo"),
        ("demo-mail", "/demo/mail"),
        ("demo-letter", "/demo/mail/{letter}"),
    ),
    Shown(
        name="sign-in-sent",
        place="/sign-in",
        sends="/sign-in",
        fields=(("email", "b.uitgeester@dewaterlijn.example"),),
    ),
    Shown(
        name="sign-in-wrong",
        place="/sign-in",
        status=422,
        sends="/sign-in",
        fields=(("email", "nobody@"),),
    ),
    Shown(
        name="sign-in-password-wrong",
        place="/sign-in/password",
        status=422,
        sends="/sign-in/password",
        fields=(("email", "b.uitgeester@dewaterlijn.example"), ("password", "kikkerdril op toast")),
    ),
    Shown(name="link-gone", place="/m/nothing.nothing", status=404),
    Shown(name="not-found", who=BRAM, place=f"{AT}/actions/Z-999", status=404),
    Shown(
        name="forged",
        who=BRAM,
        place=f"{AT}/actions/A-004/do/ask_more_time",
        status=403,
        sends="/do/ask_more_time",
        fields=(("csrf", "forged"),),
    ),
)

WORKING = (
    *_of(BRAM, ("work", f"{AT}/work"), ("action", f"{AT}/actions/A-004"), ("why", f"{AT}/why/A-004")),
    *_of("d.ruitenboer", ("work-with-little", f"{AT}/work")),
    *_of(ARJAN, ("work-of-a-team-leader", f"{AT}/work"), ("action-of-the-team", f"{AT}/actions/B-013")),
    *_of(CAROLIEN, ("work-of-a-school-leader", f"{AT}/work")),
    *_of("m.oldenhuis", ("work-of-the-board", f"{AT}/work")),
    *_of("s.oubella", ("work-of-the-council", f"{AT}/work"), ("actions-of-the-council", f"{AT}/actions")),
    *_of("t.harkenma", ("work-of-a-supervisor", f"{AT}/work")),
    *_of(BRAM, ("me", f"{AT}/me"), ("next-mail", f"{AT}/me/next-mail")),
    *_of("s.oubella", ("next-mail-none", f"{AT}/me/next-mail")),
    *_of(
        CAROLIEN,
        ("people-led", f"{AT}/people"),
        ("people-led-none", f"{AT}/people?q=zzzz"),
        ("person-led", f"{AT}/people/b.uitgeester@dewaterlijn.example"),
    ),
    *_of(BRAM, ("my-sign-in", f"{AT}/me/sign-in"), ("my-second-step", f"{AT}/me/sign-in/second-step")),
    *_of("d.ruitenboer", ("my-sign-in-of-staff", f"{AT}/me/sign-in")),
    Shown(
        name="my-second-step-wrong",
        who=BRAM,
        place=f"{AT}/me/sign-in/second-step",
        status=422,
        sends="/second-step",
        fields=(("code", "12345"),),
    ),
)

ACTIONS = (
    *_of(
        CAROLIEN,
        ("actions", f"{AT}/actions"),
        ("actions-of-a-school", f"{AT}/actions?state=all&unit=PSL"),
        ("actions-none", f"{AT}/actions?q=zzzz"),
        ("board", f"{AT}/actions/board"),
        ("new-action", f"{AT}/actions/new"),
        ("new-action-of-a-cycle", f"{AT}/actions/new?cycle=internal-audit/PSL/2026-2027"),
        ("handover", f"{AT}/handover"),
        ("handover-preview", f"{AT}/handover?leaver=Bram+Uitgeester&successor=Fenna+Stroobach"),
        ("search", f"{AT}/search?q=veiligheid"),
        ("search-empty", f"{AT}/search"),
        ("search-none", f"{AT}/search?q=zzzz"),
        ("action-closed", f"{AT}/actions/A-008"),
        ("action-in-plan", f"{AT}/actions/A-009"),
        ("step-snooze", f"{AT}/actions/A-009/do/snooze"),
        ("action-move", f"{AT}/actions/A-003/move?to=check"),
    ),
    Shown(
        name="handover-left",
        who=NAIMA,
        place=f"{AT}/handover?leaver=Carolien+Bosmade&successor=Inge+Marsdiep&day=2027-08-01",
        status=409,
        sends="/handover",
        fields=(("roles", ""),),
    ),
    Shown(
        name="new-action-wrong",
        who=CAROLIEN,
        place=f"{AT}/actions/new",
        status=422,
        sends="/actions/new",
    ),
    *_of(
        NAIMA,
        ("action-adjusted", f"{AT}/actions/A-029"),
        ("action-to-check", f"{AT}/actions/A-007"),
        ("action-to-close", f"{AT}/actions/B-018"),
        ("action-cancelled", f"{AT}/actions/B-009"),
        ("action-order", f"{AT}/actions/A-020"),
        ("step-adjust", f"{AT}/actions/B-018/do/adjust"),
        ("step-grow", f"{AT}/actions/A-004/do/grow"),
        ("step-block", f"{AT}/actions/A-030/do/block"),
        ("step-extend", f"{AT}/actions/A-030/do/extend"),
        ("step-reassign", f"{AT}/actions/A-030/do/reassign"),
        ("step-cancel", f"{AT}/actions/A-030/do/cancel"),
    ),
    *_of("t.aertsveld", ("action-with-a-question", f"{AT}/actions/A-030")),
    *_of(
        BRAM,
        ("step-report-done", f"{AT}/actions/A-004/do/report_done"),
        ("step-more-time", f"{AT}/actions/A-004/do/ask_more_time"),
        ("step-hand-back", f"{AT}/actions/A-004/do/hand_back"),
        ("step-ask-to-block", f"{AT}/actions/A-004/do/ask_to_block"),
    ),
    Shown(
        name="step-wrong",
        who=BRAM,
        place=f"{AT}/actions/A-004/do/ask_more_time",
        status=422,
        sends="/do/ask_more_time",
    ),
)

CYCLES = (
    *_of(
        CAROLIEN,
        ("cycles", f"{AT}/cycles"),
        ("cycles-closed", f"{AT}/cycles?state=closed"),
        ("cycle-closable", CLOSABLE),
        ("closing-ready", f"{CLOSABLE}/closing"),
        ("why-cycle", f"{AT}/why/internal-audit/PSL/2026-2027"),
    ),
    *_of(
        NAIMA,
        ("cycle", OPEN),
        ("cycle-phase", f"{OPEN}?phase=act"),
        ("closing-gates-open", f"{AT}/cycles/internal-audit/RIV/2026-2027/closing"),
        ("cycle-closed", CLOSED),
        ("record", f"{CLOSED}/record"),
        ("record-of-an-open-cycle", f"{OPEN}/record"),
    ),
    Shown(
        name="cycle-step-wrong",
        who="e.demirtas",
        place=f"{AT}/cycles/internal-audit/RIV/2026-2027/closing",
        status=422,
        sends="/do/reflect",
    ),
)

SEEING = (
    *_of(
        NAIMA,
        ("dashboard-board", f"{AT}/overview/BST"),
        ("dashboard-list", f"{AT}/overview/BST/list?what=late"),
        ("dashboard-ended", f"{AT}/overview/BST/ended?what=closed&year=2026-2027"),
        ("year-board", f"{AT}/year/BST"),
        ("year-month", f"{AT}/year/BST?zoom=month&at=2026-11"),
        ("calendars", f"{AT}/calendars?unit=BST"),
    ),
    *_of(
        CAROLIEN,
        ("dashboard-school", f"{AT}/overview/PSL"),
        ("year-school", f"{AT}/year/PSL"),
        ("year-term", f"{AT}/year/PSL?zoom=term&at=2026-11"),
    ),
    *_of(ARJAN, ("dashboard-team", f"{AT}/overview/PSL-ONB"), ("year-team", f"{AT}/year/PSL-ONB")),
    *_of(BRAM, ("dashboard-nothing-late", f"{AT}/overview/PSL-ONB/list?what=ladder")),
    *_of(ARJAN, ("dashboard-elsewhere", f"{AT}/overview/PSL-ONB/list?what=elsewhere")),
)

KEEPING = (
    *_of(
        NAIMA,
        ("setup", f"{AT}/setup"),
        ("people", f"{AT}/setup/people"),
        ("people-of-a-school", f"{AT}/setup/people?unit=PSL"),
        ("plan-why", f"{AT}/setup/plan?step=why"),
        ("plan-scope", f"{AT}/setup/plan?step=scope"),
        ("plan-start", f"{AT}/setup/plan?step=start"),
        ("plan-certificate", f"{AT}/setup/plan?step=certificate"),
        ("plan-whole", f"{AT}/setup/plan?step=overview"),
        ("programmes", f"{AT}/setup/programmes"),
        ("programme", f"{AT}/setup/programmes/internal-audit?opens=off"),
        ("unit", f"{AT}/setup/units/PSL"),
        ("import", f"{AT}/setup/import"),
        ("import-trial", f"{AT}/setup/import/{{trial}}"),
        ("policy", f"{AT}/policy"),
        ("policy-preview", f"{AT}/policy/preview/{{preview}}"),
        ("trust", f"{AT}/trust"),
        ("verified", f"{AT}/trust/verified/{{verified}}"),
        ("runs", f"{AT}/trust/runs"),
        ("mail-log", f"{AT}/trust/mail"),
        ("mail-log-of-somebody", f"{AT}/trust/mail?person=Bram+Uitgeester"),
        ("mail-log-whom", f"{AT}/trust/mail?person=de"),
        ("mail", f"{AT}/trust/mail/{{mail}}"),
        ("history", f"{AT}/trust/events"),
    ),
    *_of(CAROLIEN, ("setup-of-a-school", f"{AT}/setup"), ("policy-to-read", f"{AT}/policy")),
    Shown(
        name="policy-wrong",
        who=NAIMA,
        place=f"{AT}/policy",
        status=422,
        sends="/policy/preview",
        fields=(("owner_steps", "drie"),),
    ),
    Shown(
        name="unit-wrong",
        who=NAIMA,
        place=f"{AT}/setup/units/PSL",
        status=422,
        sends="/last-day",
        fields=(("last", ""),),
    ),
    Shown(
        name="import-nothing",
        who=NAIMA,
        place=f"{AT}/setup/import",
        status=422,
        sends="/setup/import",
    ),
)

EVERY = (*AT_THE_DOOR, *WORKING, *ACTIONS, *CYCLES, *SEEING, *KEEPING)

NO_PAGES = {
    "GET /": "leads on",
    "GET /robots.txt": "text for programs",
    "GET /help/pictures/{name}": "a picture",
    "GET /calendar/{token}.ics": "a calendar",
    "GET /demo/mail/{name}/body": "a mail as it came, in the frame of its page",
    "GET /b/{board}/me/next-mail/body": "a mail as it will leave, in the frame of its page",
    "GET /sign-in/second-step": "stands open on the way in only: the journeys of signing in look at it",
    "GET /sign-in/board": "stands open on the way in only: the tests of passwords look at it",
    "GET /sign-in/with": "leads to the sign-in of a school",
    "GET /sign-in/school/back": "stands open on the way in only: the journeys of signing in look at it",
    "GET /b/{board}": "leads on",
    "GET /b/{board}/overview": "leads on",
    "GET /b/{board}/year": "leads on",
    "GET /b/{board}/actions/export.csv": "a table",
    "GET /b/{board}/setup/export.zip": "a folder",
    "GET /b/{board}/evidence/{id:path}": "a file that somebody added",
    "GET /b/{board}/cycles/{programme}/{unit}/{period}/record.pdf": "a PDF",
}
"""What is read by others than people, or is not shown where it stands."""
