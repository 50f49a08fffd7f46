"""A trace as a school leader reads it: what happened and what comes, in order of time, one line for each step.

Left out is what is only asked for when something looks odd: the search unit by unit, and the mail server's answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pdca.domain.errors import Message
from pdca.domain.notices.notice import NoticeKind
from pdca.services.explain.posted import SERVER_SAID
from pdca.services.explain.trace import Line, Outcome, Said, Search, Step, Subject, Trace, waiting_items
from pdca.services.records import MessageState

COMING = 3
"""So many reminders to come are shown; of those who are called in all are, and what comes later is in the details."""

NOT_YET = "not before {day}"
ARRIVES = frozenset({MessageState.QUEUED, MessageState.SENDING, MessageState.SENT})
TOLD = (Outcome.SENT, Outcome.QUEUED)
AHEAD = (Outcome.COMING, Outcome.WAITING)


def in_short(trace: Trace) -> Iterator[Line]:
    """Yield what a trace comes down to, each sentence with how deep it stands."""
    yield from ((0, one) for one in (*trace.about, *trace.answer) if not _is_only_ok(trace, one))
    yield from waiting_items(trace)
    if trace.subject is Subject.MAIL:
        for step in trace.steps:
            yield from ((1, one) for one in step.say)
            yield 2, step.rule
        return
    yield from _past(trace)
    ahead = [step for step in trace.steps if step.outcome in AHEAD or _is_tried_again(step)]
    ahead = [step for step in ahead if not _is_passed_over(step)]
    if ahead:
        yield 0, Message("What comes, when nothing changes")
        for step in _next(ahead):
            yield from _comes(step)
    yield from _uncounted(trace, ahead)


def _past(trace: Trace) -> Iterator[Line]:
    """Say what happened, each run of reminders under the event that it began with."""
    current = [step for step in trace.steps if step.outcome not in (*AHEAD, Outcome.NEVER)]
    runs = [(version.say, version.steps) for version in trace.versions]
    if not runs and trace.began is not None:
        yield 0, trace.began
    if not current and not any(steps for _, steps in runs):
        return
    yield 0, Message("What happened")
    for say, steps in (*runs, (trace.began, tuple(current))):
        depth = 1
        if runs and say is not None:
            yield 1, say
            depth = 2
        for step in steps:
            if not _is_passed_over(step):
                yield from ((depth + further, one) for further, one in _happened(step))


def _is_only_ok(trace: Trace, said: Message) -> bool:
    """Tell whether a sentence is the mail server's answer to a mail that simply arrived."""
    return said.template == SERVER_SAID and all(
        one.mail in ARRIVES for step in trace.steps for one in step.told
    )


def _happened(step: Step) -> Iterator[Line]:
    if step.people:
        yield 0, Message("{rule}; mail to {people}", {"rule": (step.rule,), "people": step.who})
    else:
        yield 0, step.rule
    for told in step.told:
        is_plain = told.recipient in step.people and (told.mail is None or told.mail in ARRIVES)
        if not is_plain:
            yield from ((1, one) for one in told.say)
    if step.people:
        yield from ((1, one) for one in step.say)
    if step.search is None:
        return
    if step.outcome is Outcome.UNDELIVERABLE:
        yield from ((1, one) for visit in step.search.visits for one in visit.say)
    elif step.people:
        yield from ((1, one) for one in _somebody_else(step.search))


def _comes(step: Step) -> Iterator[Line]:
    if step.people and step.expected == step.on:
        yield 1, Message("{rule}; mail to {people}", {"rule": (step.rule,), "people": step.who})
    else:
        yield 1, step.rule
        yield from ((2, one) for one in step.say if one.template != NOT_YET)
    if step.people and step.search is not None:
        yield from ((2, one) for one in _somebody_else(step.search))


def _next(ahead: Iterable[Step]) -> Iterator[Step]:
    """Yield the first few reminders to come, and every time that somebody else is called in."""
    shown = 0
    for step in ahead:
        if step.search is None:
            shown += 1
        if step.search is not None or shown <= COMING:
            yield step


def _somebody_else(search: Search) -> Said:
    """Say that the role that was looked for is held by nobody who can be told, and who hears it instead."""
    wanted, found = (search.visits[0].role, search.visits[-1].role) if search.found else ("", "")
    if wanted == found:  # nobody: people and roles have changed since
        return ()
    return (
        Message("nobody who is {role} can be told, so it goes to: {who}", {"role": wanted, "who": found}),
    )


def _is_passed_over(step: Step) -> bool:
    """Tell whether a step is a level for those at or below whose turn it is: there is nobody to look for."""
    return step.kind == NoticeKind.ESCALATION and not step.people and step.search is None


def _is_tried_again(step: Step) -> bool:
    return step.outcome is Outcome.UNDELIVERABLE and step.expected is not None


def _uncounted(trace: Trace, ahead: Iterable[Step]) -> Iterator[Line]:
    """Say which days between the start and the next step do not count."""
    if trace.days is None or not trace.days.closures:
        return
    last = min(
        (step.on for step in ahead if step.on is not None and step.on > trace.today), default=trace.today
    )
    closures = [one for one in trace.days.closures if one.first <= last]
    if closures:
        yield 0, Message("Days that do not count, apart from weekends")
        yield from ((1, one.say) for one in closures)
