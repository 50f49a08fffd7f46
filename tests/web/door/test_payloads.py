"""What people write is text and stays text: on every page, in every mail, in every file that is taken along."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import httpx2 as httpx
from openpyxl import Workbook

from pdca.domain.approach import LONGEST_WHY
from pdca.mail.kept import Mailbox
from pdca.services.mailing.links import VALID_FOR, Capability
from pdca.web.places.keeping.history import A_PAGE
from tests.browser.pages import EVERY
from tests.servers.waiting import until
from tests.web.door.hostile import ALL, ONE_LINE, PAYLOADS, faults
from tests.web.house import BOARD, Browser, House, who, words_of

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
    Writing(NAIMA, f"{AT}/setup/plan?step=why", "/setup/plan", "why", longest=LONGEST_WHY),
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


def hand_over(house: House, text: str, leaver: str = "Bram Uitgeester") -> Browser:
    """Plan a handover, for a reason."""
    browser = house.browser(CAROLIEN)
    browser.get(f"{AT}/handover")
    given = {"leaver": leaver, "successor": "Fenna Stroobach", "day": "2027-08-01"}
    taken(browser.submit("/handover", **given))
    taken(browser.submit("/handover", reason=text))
    return browser


def call_off(house: House, text: str) -> None:
    """Call a handover off, for a reason; why it was planned says nothing."""
    browser = hand_over(house, "Andere school", "Daan Ruitenboer")
    taken(browser.submit("/withdraw", reason=text))


def change_rules(house: House, text: str) -> None:
    """Let other rules hold from a day on, for a reason."""
    browser = house.browser(NAIMA)
    browser.get(f"{AT}/policy")
    browser.submit("/policy/preview", **{"step-0": "2"})  # this page asks for itself again until it is there
    place = browser.at
    until(lambda: "Van 24 november" in browser.get(place).text, "the preview is there", every=0.2)
    plan = f"/policy/plan/{place.rpartition('/')[2]}"
    taken(browser.submit(plan, first="2026-12-01", reason=text))


def send_mail_again(house: House, text: str) -> None:
    """Send two mails once more, each for half of the reasons: no more fits."""
    browser = house.browser(NAIMA)
    for half in (PAYLOADS[::2], PAYLOADS[1::2]):
        browser.get(f"{AT}/trust/mail/{a_mail(house)}")
        reason = f"{text.split()[0]} {' '.join(half)}".replace("\r\n", " ")
        assert len(reason) <= 500
        taken(browser.submit("/again", reason=reason))


def bring_sheet_in(house: House, text: str) -> None:
    """Bring workbooks in with every payload in a cell of its own, but for invisible signs: those are refused."""
    sign = text.split()[0]
    browser = house.browser(NAIMA)
    with zipfile.ZipFile(io.BytesIO(browser.client.get(f"{AT}/setup/export.zip").content)) as packed:
        tables = {
            name: list(
                csv.reader(io.StringIO(packed.read(f"{BOARD}/{name}.csv").decode("utf-8-sig")), delimiter=";")
            )
            for name in ("actions", "people", "units", "processes", "days_off")
        }
    for number, payload in enumerate(one for one in PAYLOADS if "\u202e" not in one):
        cells = {"ref": f"X-{number:02}", "title": f"{sign} {payload}".replace("\r\n", " ")}
        more = {"unit": "PSL", "owner": who(BRAM), "source": "other", "grade": "improvement"}
        add(tables["actions"], {**cells, **more, "start": "2026-11-23", "due": "2026-12-18", "phase": "do"})
    add(
        tables["people"],
        {"email": "zz@dewaterlijn.example", "name": text, "unit": "PSL", "roles": "staff@PSL"},
    )
    add(tables["units"], {"code": "ZZ", "name": text, "kind": "team", "parent": "PSL"})
    add(tables["processes"], {"code": "ZZ", "name": text, "unit": "PSL", "owner": who(BRAM)})
    add(
        tables["days_off"], {"unit": "PSL", "first_day": "2026-12-07", "last_day": "2026-12-07", "name": text}
    )
    browser.get(f"{AT}/setup/import")
    files = [("files", (f"{name}.xlsx", workbook(rows))) for name, rows in tables.items()]
    taken(browser.submit("/setup/import", files=files))
    taken(browser.submit(browser.at))
    assert "precies zoals" in browser.says


def refuse_sheet(house: House, text: str) -> str:
    """Try a workbook in which each cell is wrong: what is wrong is shown with what stood there."""
    browser = house.browser(NAIMA)
    browser.get(f"{AT}/setup/import")
    rows = [["email", "first_day", "last_day", text], *([text, text, text, ""] for _ in range(3))]
    answer = browser.submit("/setup/import", files=[("files", ("absences.xlsx", workbook(rows)))])
    assert answer.status_code == 422
    assert not faults(answer.text), faults(answer.text)
    return answer.text


DEEDS: tuple[tuple[Callable[[House, str], object], str, int], ...] = (
    (hand_over, ALL, 4000),
    (call_off, ALL, 4000),
    (change_rules, ONE_LINE, 4000),
    (send_mail_again, ONE_LINE, 4000),
    (bring_sheet_in, ONE_LINE, 120),
)
"""What takes more than one form: what is done, what is written, and how much of it at the most."""


def test_what_people_write_stays_text_on_every_page_and_in_every_mail(
    house: House, record_property: Record
) -> None:
    for number, (do, text, longest) in enumerate(DEEDS, len(WRITTEN)):
        do(house, f"{mark(number)} {text}"[:longest])
    assert mark(99) in refuse_sheet(house, f"{mark(99)} {ONE_LINE}")
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
    fields = [*(f"{one.form} {one.name}" for one in WRITTEN), *(do.__name__ for do, _, _ in DEEDS)]
    read = {
        field: [name for name, page in pages.items() if mark(number) in page]
        for number, field in enumerate(fields)
    }
    unread = [field for field, where in read.items() if not where]
    assert not unread, "stands nowhere, so nothing was tried"
    shown = sum(len(where) for where in read.values())
    record_property(
        "campaign",
        f"hostile texts: {len(PAYLOADS)} payloads, {len(fields)} fields, {len(pages)} pages and mails, "
        f"{shown} places where they stood, 0 that were more than text",
    )


def mark(number: int) -> str:
    """Return the word by which what stood in a field is found again."""
    return f"veld{number:02}x"


def taken(answer: httpx.Response) -> None:
    """Require that a form was carried out, and that the page after it holds nothing but text."""
    assert answer.status_code == 200, (answer.url, words_of(answer.text)[300:2500])
    assert not faults(answer.text), (answer.url, faults(answer.text))


def add(table: list[list[str]], cells: Mapping[str, str]) -> None:
    """Add a row to a table, below the heads that it has."""
    assert set(cells) <= set(table[0]), (cells, table[0])
    table.append([cells.get(head, "") for head in table[0]])


def workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """Return a table as a workbook of Excel."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def a_mail(house: House) -> str:
    """Return the mail that was sent last."""
    with house.runtime.store.reading(BOARD) as session:
        return session.messages_page(states=["sent"], limit=1).rows[0].id


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
        *(f"{AT}/actions?state=all&q=X-{number:02}" for number in range(len(PAYLOADS) - 1)),
        *(f"{AT}/trust/mail/{one}" for one in sent_again(house)),
        *(f"{AT}/trust/events?before={number}" for number in range(last_event(house) + 1, 0, -A_PAGE)),
        f"{AT}/handover",
        f"{AT}/overview/ZZ",
        f"{AT}/year/PSL",
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


def last_event(house: House) -> int:
    with house.runtime.store.reading(BOARD) as session:
        return session.head()[0]


def sent_again(house: House) -> list[str]:
    """Return the mails that were sent once more."""
    with house.runtime.store.reading(BOARD) as session:
        return [one.key for one in session.events() if one.kind == "mail_again"]


def new_ref(house: House) -> str:
    with house.runtime.store.reading(BOARD) as session:
        return next(one.ref for one in session.actions() if one.title.startswith(mark(0)))


def link(house: House, ref: str) -> str:
    held = Capability(
        board=BOARD, item=ref, version=1, person=who(BRAM), purpose="act", until=house.today + VALID_FOR
    )
    return house.runtime.links.to(held).removeprefix(house.runtime.links.base_url)
