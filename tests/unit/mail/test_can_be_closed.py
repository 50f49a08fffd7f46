"""A cycle that only has to be closed is not called unfinished: its subject, heading and count say so."""

import re
from dataclasses import replace

import pytest

from pdca.domain.notices.digest import Asked, Digest, Kind
from pdca.mail.compose import render
from pdca.mail.words.samples import sample


def _late(language: str, asked: Asked = Asked.CLOSE) -> Digest:
    digest = sample("cycle", language)
    (line,) = digest.lines
    return replace(digest, lines=(replace(line, kind=Kind.OVERDUE, step="3", days=3, asked=asked),))


@pytest.mark.parametrize(
    ("language", "subject", "heading", "unfinished"),
    [
        ("nl", "‘Interne audit 2026-2027’ kan dicht", "Kan dicht", "og niet klaar\n"),
        ("en", "‘Internal audit 2026-2027’ can be closed", "Can be closed", "ot finished yet\n"),
    ],
)
def test_what_is_ready_can_be_closed_also_when_its_date_is_past(
    language: str, subject: str, heading: str, unfinished: str
) -> None:
    parts = render(_late(language))
    assert parts.subject == f"De Peilschaal: {subject}"
    assert f"== {heading} ==" in parts.text
    (badge,) = re.findall(rf'<span class="([a-z ]+)"[^>]*>{heading}</span>', parts.html)
    assert badge == "label soon"
    assert unfinished not in f"{parts.subject}\n{parts.text}"


def test_what_is_not_ready_is_still_not_finished() -> None:
    parts = render(_late("nl", Asked.COMPLETE))
    assert parts.subject == "De Peilschaal: ‘Interne audit 2026-2027’ is nog niet klaar"
    assert "== Nog niet klaar ==" in parts.text


def test_the_rule_behind_it_is_that_of_every_late_item() -> None:
    assert "Regel: 3 schooldagen na 23 november." in render(_late("nl")).text


def test_where_help_is_asked_the_subject_asks_for_help() -> None:
    digest = _late("nl")
    (line,) = digest.lines
    parts = render(replace(digest, lines=(replace(line, kind=Kind.ESCALATION, step="escalation-1"),)))
    assert parts.subject == "De Peilschaal: hulp nodig bij ‘Interne audit 2026-2027’"


def test_several_are_counted_as_what_can_be_closed() -> None:
    digest = _late("nl")
    (line,) = digest.lines
    other = replace(
        line, item="internal-audit/HBV/2026-2027", title="Een andere cyclus", kind=Kind.DUE, step="0"
    )
    assert render(replace(digest, lines=(line, other))).subject == "De Peilschaal: 2 punten kunnen dicht"
