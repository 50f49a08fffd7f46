"""Asking why on a day, and reading what is answered."""

from datetime import UTC, date, datetime, timedelta

from pdca.services.explain.short import in_short
from pdca.services.explain.trace import Step, Trace, sentences
from pdca.services.explain.why import why
from pdca.store import SqlStore
from tests.integration.explain.boards import SHIPPED, at


def on(day: date, hour: int = 9) -> datetime:
    """Return an hour of a day, in UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def asked(store: SqlStore, day: date, id: str = "A-004", *, hours: int = 2) -> Trace:
    """Ask why on a day, some hours after the notices of the day are decided."""
    return why(store, SHIPPED, id, at(store, day) + timedelta(hours=hours))


def asked_ahead(store: SqlStore, day: date, *, known: date, id: str = "A-004") -> Trace:
    """Ask about a day that is still to come on the day up to which everything is known."""
    return why(store, SHIPPED, id, at(store, day), clock=at(store, known))


def step(trace: Trace, name: str) -> Step:
    """Return a step by its name."""
    return next(one for one in trace.steps if one.step == name)


def texts(trace: Trace) -> str:
    """Return everything that is said, a sentence a line."""
    return "\n".join(str(message) for _, message in sentences(trace))


def answer(trace: Trace) -> str:
    """Return the short answer, a sentence a line."""
    return "\n".join(map(str, trace.answer))


def shown(trace: Trace) -> list[str]:
    """Return what a school leader reads, each line with its depth as two spaces a step."""
    return ["  " * depth + str(message) for depth, message in in_short(trace)]
