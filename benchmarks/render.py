"""One digest of twelve lines from values to bytes, beside the usual way: inline the CSS and build an EmailMessage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from itertools import cycle, islice
from time import perf_counter_ns

from css_inline import CSSInliner

from benchmarks.report import Cost, Report, Row, Size
from pdca.domain.notices.digest import FULL_LINES, Digest
from pdca.mail.compose import compose
from pdca.mail.words.catalogue import catalogue
from pdca.mail.words.samples import sample
from pdca.mail.words.templates import HTML, dressed, edition, spliced
from pdca.mail.words.view import DigestView

REPEATS = 2000
LANGUAGE = "nl"


def run(size: Size) -> Report:
    """Write the same digest both ways."""
    digest = twelve_lines()
    naive = Naive()
    if len(naive.compose(digest)) < len(compose(digest)) // 2:
        raise RuntimeError("the two ways do not write the same mail")
    repeats = size.of(REPEATS, least=5)
    ours = _median_of(lambda: compose(digest), repeats)
    usual = _median_of(lambda: naive.compose(digest), repeats // 10 or 1)
    return Report(
        name="render",
        about=f"a digest of {FULL_LINES} lines, {len(compose(digest)) // 1024} KiB; medians of {repeats}",
        rows=(
            Row(what="compose", cost=ours, remark="styles put into the tags when the templates are built"),
            Row(what="usual way", cost=usual, remark="Jinja, css_inline and EmailMessage for every mail"),
        ),
        ratios={"usual way / compose": usual.wall / ours.wall},
    )


def twelve_lines() -> Digest:
    """Return a digest with as many lines as are told in full."""
    whole = sample("digest", LANGUAGE)
    lines = islice(cycle(whole.lines), FULL_LINES)
    return replace(whole, lines=tuple(replace(line, item=f"A-{n:03}") for n, line in enumerate(lines)))


class Naive:
    """The same templates, handled as tutorials do."""

    def __init__(self) -> None:
        source = dressed(spliced("_base.html.j2", LANGUAGE, formal=False), LANGUAGE)
        self.html = HTML.from_string(source)
        self.inliner = CSSInliner()

    def compose(self, digest: Digest) -> bytes:
        """Write a digest as a message."""
        view = DigestView(digest, catalogue(LANGUAGE, False))
        templates = edition(LANGUAGE, False)
        subject = templates.subject.render(v=view)
        message = EmailMessage()
        message["From"] = Address(digest.board_name, addr_spec=digest.sender)
        message["To"] = Address(digest.recipient_name, addr_spec=digest.recipient_email)
        message["Subject"] = subject
        message["Date"] = digest.sent_at
        message["Message-ID"] = digest.message_id
        message.set_content(templates.text.render(v=view))
        message.add_alternative(
            self.inliner.inline(self.html.render(v=view, subject=subject)), subtype="html"
        )
        return message.as_bytes(policy=SMTP)


def _median_of(work: Callable[[], object], repeats: int) -> Cost:
    spans = []
    for _ in range(repeats):
        start = perf_counter_ns()
        work()
        spans.append(perf_counter_ns() - start)
    seconds = sorted(spans)[len(spans) // 2] / 1e9
    return Cost(wall=seconds, cpu=seconds)
