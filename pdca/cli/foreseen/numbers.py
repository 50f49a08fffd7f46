"""The numbers of a simulated year: mails a week as a chart, the minutes asked, and who was called in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.printing import columns, console, line, table
from pdca.domain.notices.ladder import ESCALATION_PREFIX
from pdca.domain.notices.policy import Policy
from pdca.services.simulation.burden import Group
from pdca.services.simulation.summary import Summary

WIDEST, MARGIN, SHOWN = 106, 2, 10
LONGEST = 3
MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
GROUPS = {
    Group.STAFF: "teachers and staff",
    Group.COUNCILS: "councils and supervisors",
    Group.COORDINATORS: "coordinators and staff office",
    Group.LEADERS: "leaders",
}


def show_mails(desk: Desk, summary: Summary) -> None:
    """Show how many mails there were, week by week."""
    say = desk.say
    weeks = max(1, len(summary.weeks))
    average = decimal(desk, summary.mails / weeks / max(1, len(summary.people)))
    line(
        say(
            "Mails: {mails} to {people} people; for each of them {average} a week on average",
            mails=summary.mails,
            people=len(summary.people),
            average=average,
        )
    )
    _chart(desk, summary.weeks)
    for week, mails in summary.peaks:
        line(say("Busy week: that of {week}, with {mails} mails", week=week, mails=mails))


def show_minutes(desk: Desk, summary: Summary, names: Mapping[str, str]) -> None:
    """Show what the mail asks of each group, and of whom most."""
    if not summary.people:
        return
    say = desk.say
    line()
    line(say("Minutes a month for reading and answering (our estimate; the work itself not counted)"))
    for one in summary.minutes_by_group:
        line(
            "  "
            + say(
                "{who}: {minutes} (the middle one of {count}), {most} at most",
                who=say(GROUPS[one.group]),
                minutes=decimal(desk, one.median),
                count=one.people,
                most=decimal(desk, one.highest),
            )
        )
    line()
    headers = [say(one) for one in ("who", "mails", "busiest week", "minutes a month")]
    rows = [
        [names.get(one.email, one.email), one.mails, one.busiest_week, round(one.minutes_a_month)]
        for one in summary.people[:SHOWN]
    ]
    table(headers, rows, {1, 2, 3})


def show_escalations(desk: Desk, summary: Summary, policy: Policy) -> None:
    """Show how often each level of the ladder was called in, with its role; where nobody holds that, others heard."""
    line()
    roles = roles_by_step(policy)
    for step, count in summary.escalations.items():
        level, role = step.removeprefix(ESCALATION_PREFIX), roles.get(step, step)
        line(desk.say("Help asked at level {level} ({role}): {count} times", level=level, role=role, count=count))
    if summary.undeliverable:
        line(desk.say("Notices for which nobody was found: {count}", count=summary.undeliverable))


def roles_by_step(policy: Policy) -> dict[str, str]:
    """Return the role that each escalation step is for."""
    return {f"{ESCALATION_PREFIX}{number}": level.to for number, level in enumerate(policy.ladder, start=1)}


def decimal(desk: Desk, number: float) -> str:
    """Return a number with one decimal as it is written."""
    text = f"{number:.1f}"
    return text.replace(".", ",") if desk.locale == "nl" else text


def _chart(desk: Desk, weeks: Sequence[tuple[date, int]]) -> None:
    """Draw the mails of each week as a column; where the window is too narrow, of some weeks together."""
    if not weeks:
        return
    shown, each = drawn(weeks, max(1, min(WIDEST, console().width) - MARGIN - 1))
    top = max(mails for _, mails in shown)
    line()
    if each == 1:
        line(desk.say("Mails a week (the highest is {top})", top=top))
    else:
        line(desk.say("Mails in each {count} weeks (the highest is {top})", count=each, top=top))
    for row in columns([mails for _, mails in shown]):
        line(f"{' ' * MARGIN}{row}".rstrip())
    line(" " * MARGIN + axis([week for week, _ in shown], MONTHS[desk.locale]))
    line()


def drawn(weeks: Sequence[tuple[date, int]], width: int) -> tuple[list[tuple[date, int]], int]:
    """Return what is drawn in so many columns, and how many weeks stand together in each."""
    each = -(-len(weeks) // width)
    starts = range(0, len(weeks), each)
    return [(weeks[n][0], sum(mails for _, mails in weeks[n : n + each])) for n in starts], each


def axis(weeks: Sequence[date], months: Sequence[str]) -> str:
    """Return the names of the months, each below its first column and where there is room."""
    starts = [0, *(n for n in range(1, len(weeks)) if weeks[n].month != weeks[n - 1].month)]
    widths = [end - start for start, end in zip(starts, [*starts[1:], len(weeks) + LONGEST], strict=True)]
    has_room = max(widths[:-1], default=0) > LONGEST
    names = ""
    for start, width in zip(starts, widths, strict=True):
        is_apart = not names or start > len(names)
        if is_apart and (width > LONGEST or not has_room):
            names = names.ljust(start) + months[weeks[start].month - 1]
    return names
