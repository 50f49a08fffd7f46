"""A whole year from the command line: a folder is loaded, and then a script ticks, delivers and acts, day by day.

Mail goes to a real SMTP server. At the end every sent notice stands in exactly one received message, and nothing else
arrived.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.cli.shell import EXAMPLE, ROOT, Shell
from tests.servers.smtp import SmtpServer

AUDIT, NEXT = "internal-audit/PSL/2026-2027", "internal-audit/PSL/2027-2028"
LEADER, COORDINATOR = "c.bosmade@dewaterlijn.example", "i.marsdiep@dewaterlijn.example"
SAFETY, TEAM_LEADER = "b.uitgeester@dewaterlijn.example", "a.kuipershof@dewaterlijn.example"
FIRST, LAST = date(2026, 9, 21), date(2027, 10, 4)
MOVES = {date(2026, 11, 2): "plan", date(2027, 1, 18): "do", date(2027, 3, 8): "check"}
CLOSING = date(2027, 6, 14)
REFERENCE = re.compile(r"[ABC]-\d{3}|internal-audit/[A-Z]+/\d{4}-\d{4}(?:/[a-z-]+)?|overview/[A-Z-]+/\d{4}-\d{2}")


def weekdays(first: date, last: date) -> Iterator[date]:
    """Yield every Monday to Friday; on the others the machine is off."""
    day = first
    while day <= last:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


def a_folder_with_audits_only(folder: Path) -> Path:
    """Copy the example board and leave it one programme."""
    shutil.copytree(EXAMPLE, folder)
    (folder / "programmes").mkdir()
    shutil.copy(ROOT / "config" / "programmes" / "internal-audit.toml", folder / "programmes")
    return folder


def do_the_tasks(shell: Shell, cycle: str, phase: str, day: date) -> None:
    """Let each holder report the tasks of a phase done."""
    for task in shell.document("cycle", "show", cycle)["tasks"]:
        if task["phase"] == phase:
            shell.does("task", "done", task["id"], "--as", task["owner"], "--as-of", day)


def act(shell: Shell, day: date) -> None:
    """Do what the script says for a day, after its mail has gone out."""
    if day in MOVES:
        do_the_tasks(shell, AUDIT, MOVES[day], day)
        shell.does("cycle", "advance", AUDIT, "--as", COORDINATOR, "--as-of", day)
    if day == date(2026, 11, 25):
        done = ("--done", "Het nieuwe pleinrooster geldt")
        shell.does("action", "klaar", "A-004", "--as", SAFETY, *done, "--as-of", day)
    if day == date(2026, 12, 2):
        words: tuple[str, ...] = ("--verdict", "effective", "--observed", "minder ruzie in de pauze")
        words += ("--secured-in", "pleinrooster", "--secured-owner", "a.kuipershof@dewaterlijn.example")
        refused = shell.run("action", "borgen", "A-004", "--as", SAFETY, *words, "--as-of", day)
        assert (refused.code, "mag dit niet" in refused.err) == (3, True)
        shell.does("action", "borgen", "A-004", "--as", TEAM_LEADER, *words, "--as-of", day)
    if day == CLOSING:
        close_the_audit(shell, day)


def close_the_audit(shell: Shell, day: date) -> None:
    """Close the audit of De Peilschaal: first with a gate open, then by the wrong person, then rightly."""
    close = ("cycle", "close", AUDIT, "--ground", "alle punten zijn belegd", "--as-of", day)
    refused = shell.run(*close, "--as", LEADER)
    assert (refused.code, "A-001" in refused.err, "verslag" in refused.err) == (3, True, True)
    do_the_tasks(shell, AUDIT, "act", day)
    at = ("--as", COORDINATOR, "--as-of", day)
    shell.does("cycle", "record-report", AUDIT, "--report", "kwaliteitsmap/audit", *at)
    shell.does("cycle", "reflect", AUDIT, "--reflection", "helped", "--words", "teams kijken bij elkaar", *at)
    for action in shell.document("action", "list", "--board", "waterlijn"):
        if action["cycle"] == AUDIT and action["phase"] not in ("closed", "cancelled"):
            shell.does("cycle", "carry-over", AUDIT, action["ref"], "--reason", "loopt door", *at)
    refused = shell.run(*close, "--as", COORDINATOR)
    assert (refused.code, "Wie dat wel kan: Carolien Bosmade (schoolleider)" in refused.err) == (3, True)
    shell.does(*close, "--as", LEADER)


@pytest.fixture
def year(empty_shell: Shell, smtp_server: SmtpServer, tmp_path: Path) -> tuple[Shell, SmtpServer]:
    """A terminal behind which a whole year went by."""
    shell = empty_shell
    shell.settings["PDCA_SMTP_URL"] = smtp_server.url
    shell.does("db", "upgrade")
    shell.does("load", a_folder_with_audits_only(tmp_path / "waterlijn"), "--as-of", FIRST)
    for day in weekdays(FIRST, LAST):
        shell.does("tick", "--as-of", day)
        shell.does("deliver", "--as-of", day)
        act(shell, day)
    return shell, smtp_server


@pytest.mark.timeout(900)
def test_a_year_driven_by_a_script(year: tuple[Shell, SmtpServer]) -> None:
    shell, server = year
    assert sum(1 for _ in weekdays(FIRST, LAST)) > 200

    closed, following = shell.document("cycle", "show", AUDIT), shell.document("cycle", "show", NEXT)
    assert (closed["state"], closed["closed_by"]) == ("closed", LEADER)
    assert (following["state"], following["opened"], following["previous"]) == ("plan", "2027-10-01", None)
    assert shell.document("action", "show", "A-004")["phase"] == "closed"
    carried = shell.document("action", "show", "A-001")
    assert (carried["cycle"], carried["carried"]) == (NEXT, 1)

    ledger: list[dict[str, Any]] = shell.document("notices")
    assert {row["state"] for row in ledger} <= {"sent", "superseded", "undeliverable"}
    sent: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in ledger:
        if row["state"] == "sent":
            sent[row["date"], row["recipient"]].add(row["item"])
    arrived: Counter[tuple[str, str]] = Counter()
    for received in server.received:
        message = received.parsed()
        day = message["Message-ID"].lstrip("<")[:8]
        key = (f"{day[:4]}-{day[4:6]}-{day[6:]}", received.recipients[0])
        arrived[key] += 1
        body = message.get_body(("plain",))
        assert body is not None
        text = body.get_content()
        assert sent[key] <= set(REFERENCE.findall(text))
    assert set(arrived) == set(sent)
    assert set(arrived.values()) == {1}
    assert shell.run("verify").code == 0
