"""What people write is text and stays text: on every page, in every mail, in every file that is taken along."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from pdca.mail.kept import Mailbox
from pdca.services.mailing.links import VALID_FOR, Capability
from tests.browser.pages import EVERY
from tests.web.door.hostile import ALL, ONE_LINE, PAYLOADS, faults
from tests.web.house import BOARD, House, who

AT = f"/b/{BOARD}"
READY, RISKS = (
    f"{AT}/cycles/results-final/PSL/2026-2027",
    f"{AT}/cycles/risk-inventory-progress/SLH/2026-2027",
)
CAROLIEN, NAIMA, BRAM = "c.bosmade", "n.berkaoui", "b.uitgeester"

Record = Callable[[str, object], None]


class Writing(NamedTuple):
    """A field in which somebody writes: as whom, on which page, in which form, beside which other fields."""

    who: str
    page: str
    form: str
    name: str
    others: Mapping[str, str] = MappingProxyType({})
    longest: int = 4000
    is_one_line: bool = False


def on_action(who: str, ref: str, event: str, name: str, **others: str) -> Writing:
    return Writing(who, f"{AT}/actions/{ref}/do/{event}", f"/do/{event}", name, others)


AUDIT = f"{AT}/cycles/internal-audit/PSL/2026-2027"
INGE, ESRA = "i.marsdiep", "e.demirtas"

WRITTEN = (
    Writing(
        CAROLIEN,
        f"{AT}/actions/new",
        "/actions/new",
        "title",
        {"owner": who(BRAM), "source": "other"},
        200,
        True,
    ),
    Writing(BRAM, f"{AT}/actions/A-004", "/talk", "text"),
    Writing(CAROLIEN, READY, "/talk", "text"),
    on_action(BRAM, "A-004", "ask_more_time", "reason", until="2026-12-18"),
    on_action("y.nijkampf", "A-001", "hand_back", "reason"),
    on_action("m.aksoylu", "A-005", "ask_to_block", "reason", until="2026-12-18"),
    on_action(CAROLIEN, "A-009", "commit", "goal", measure="felt", due="2027-01-29", check_due="2027-03-12"),
    on_action("a.kuipershof", "A-003", "report_done", "done"),
    on_action("n.wijdeven", "A-011", "report_done", "evidence", done="Klaar."),
    on_action(ESRA, "A-039", "assess", "observed", verdict="partly"),
    on_action(
        INGE,
        "A-002",
        "settle",
        "observed",
        verdict="effective",
        secured_in="Afspraak",
        secured_owner=who(INGE),
    ),
    on_action(
        "k.rijpwetering", "A-026", "settle", "goal", verdict="not", observed="Nog niet.", due="2027-02-12"
    ),
    on_action(
        "b.schellekant",
        "B-016",
        "settle",
        "secured_in",
        verdict="effective",
        observed="Het werkt.",
        secured_owner=who("b.schellekant"),
    ),
    on_action("t.aertsveld", "A-030", "refuse", "reason"),
    on_action(NAIMA, "A-033", "reassign", "reason", to=who("k.meeuwenoord")),
    on_action(NAIMA, "A-032", "extend", "reason", due="2027-01-29"),
    on_action(NAIMA, "A-025", "block", "reason", until="2026-12-18"),
    on_action("a.kuipershof", "B-013", "cancel", "reason"),
    on_action("a.kuipershof", "A-008", "reopen", "reason"),
    Writing(INGE, AUDIT, "/do/record_report", "report", is_one_line=True),
    Writing(INGE, AUDIT, "/do/reflect", "words", {"reflection": "helped"}),
    Writing(INGE, AUDIT, "/do/record_feedback", "feedback"),
    Writing(INGE, AUDIT, "/tasks/audit-day/waive", "reason"),
    Writing(INGE, AUDIT, "/tasks/draft-report/reassign", "reason", {"to": who(CAROLIEN)}, is_one_line=True),
    Writing(
        ESRA, f"{AT}/cycles/internal-audit/RIV/2026-2027/closing", "/decide", "reason", {"decision": "drop"}
    ),
    Writing(CAROLIEN, f"{READY}/closing", "/do/close", "ground"),
    Writing("m.driesprong", RISKS, "/do/cancel", "reason"),
    Writing(CAROLIEN, f"{AT}/actions?state=late", "/actions/views", "name", {}, 60, True),
    Writing(
        NAIMA, f"{AT}/setup", "/setup/days-off", "name", {"unit": "PSL", "first": "2027-03-01"}, 120, True
    ),
    Writing(
        CAROLIEN,
        f"{AT}/actions",
        "/actions/many",
        "reason",
        {"event": "extend", "due": "2027-04-01", "ref": "B-014"},
    ),
)


def test_what_people_write_stays_text_on_every_page_and_in_every_mail(
    house: House, record_property: Record
) -> None:
    lost = [f"{one.form} {one.name}" for number, one in enumerate(WRITTEN) if not written(house, number, one)]
    assert not lost, "was not taken"
    house.morning(2)
    pages = everything(house)
    wrong = [
        f"{name}: {fault}"
        for name, page in pages.items()
        for fault in faults(page, is_mail=name.startswith("mail"))
    ]
    assert not wrong, "\n".join(sorted(set(wrong)))
    read = {
        number: [name for name, page in pages.items() if mark(number) in page]
        for number in range(len(WRITTEN))
    }
    unread = [f"{WRITTEN[number].form} {WRITTEN[number].name}" for number, where in read.items() if not where]
    assert not unread, "stands nowhere, so nothing was tried"
    shown = sum(len(where) for where in read.values())
    record_property(
        "campaign",
        f"hostile texts: {len(PAYLOADS)} payloads, {len(WRITTEN)} fields, {len(pages)} pages and mails, "
        f"{shown} places where they stood, 0 that were more than text",
    )


def mark(number: int) -> str:
    """Return the word by which what stood in a field is found again."""
    return f"veld{number:02}x"


def written(house: House, number: int, one: Writing) -> bool:
    """Write every payload into a field, as many at a time as fit; tell whether it was taken."""
    whole = ONE_LINE if one.is_one_line else ALL
    browser = house.browser(one.who)
    browser.get(one.page)
    text = f"{mark(number)} {whole}"[: one.longest]
    answer = browser.submit(one.form, **{**one.others, one.name: text})
    assert not faults(answer.text), (one.form, one.name, faults(answer.text))
    return answer.status_code == 200


def everything(house: House) -> dict[str, str]:
    """Return every page that can be opened as it stands, every page of what was written to, and the mail about it."""
    found: dict[str, str] = {}
    refs = sorted(
        {ref for one in WRITTEN for ref in re.findall(r"/actions/([AB]-\d+)", one.page)} | {new_ref(house)}
    )
    cycles = sorted(
        {one.page.split("/cycles/")[1].removesuffix("/closing") for one in WRITTEN if "/cycles/" in one.page}
    )
    more = [
        *(f"{AT}/{kind}/{ref}" for ref in refs for kind in ("actions", "why")),
        *(f"{AT}/cycles/{id}{rest}" for id in cycles for rest in ("", "/closing", "/record")),
        *(f"{AT}/why/{id}" for id in cycles),
        *(f"{AT}/search?q={mark(number)}" for number in (0, 1)),
        f"{AT}/actions?state=all",
        f"{AT}/actions?state=all&q={mark(0)}",
        f"{AT}/setup",
    ]
    places = [(one.who, one.place) for one in EVERY if not one.sends and "{" not in one.place]
    places += [(NAIMA, place) for place in more]
    places.append(("", link(house, new_ref(house))))
    browsers = {name: house.browser(name) for name in {reader for reader, _ in places}}
    for reader, place in places:
        answer = browsers[reader].get(place)
        assert answer.status_code < 500, (reader, place)
        if "html" in answer.headers["content-type"]:
            found[f"{reader} {place}"] = answer.text
    box = Mailbox(house.mail)
    for letter in box.envelopes():
        found[f"mail {letter.name}"] = box.open(letter.name).html
    return found


def new_ref(house: House) -> str:
    with house.runtime.store.reading(BOARD) as session:
        return next(one.ref for one in session.actions() if one.title.startswith(mark(0)))


def link(house: House, ref: str) -> str:
    held = Capability(
        board=BOARD, item=ref, version=1, person=who(BRAM), purpose="act", until=house.today + VALID_FOR
    )
    return house.runtime.links.to(held).removeprefix(house.runtime.links.base_url)
