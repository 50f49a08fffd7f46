"""What went wrong, as a text for people, a document for programs and an exit code for both: one table."""

from __future__ import annotations

import errno
import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any

import typer

from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.helping import in_words
from pdca.cli.terminal.printing import document, line, warn
from pdca.domain.errors import (
    BadFolder,
    BadInput,
    Message,
    Misconfigured,
    NotFound,
    PdcaError,
    Problem,
    Refused,
)

FAILED, UNUSABLE, NOT_NOW = 1, 2, 3

CHOICES = {
    "verdict": "verdict",
    "measure": "measure",
    "reflection": "reflection",
    "choice": "previous_cycle",
}
"""The fields of an act that are a choice, with the group of words to choose from."""

EXIT_CODES: tuple[tuple[type[PdcaError], int], ...] = (
    (Refused, NOT_NOW),
    (BadInput, UNUSABLE),
    (Misconfigured, UNUSABLE),
    (NotFound, UNUSABLE),
    (PdcaError, FAILED),
)


NOT_WRITABLE = Message("nothing may be written there; name another folder")
FAULTS = {
    errno.EACCES: NOT_WRITABLE,
    errno.EPERM: NOT_WRITABLE,
    errno.EROFS: NOT_WRITABLE,
    errno.ENOSPC: Message("the disk is full"),
    errno.ENOENT: Message("there is no such folder"),
    errno.ENOTDIR: Message("a part of that path is a file and not a folder"),
    errno.EISDIR: Message("that is a folder and not a file"),
    errno.EEXIST: Message("that is a file and not a folder"),
}
"""What the system says of a file that was named, in our own words."""

NO_NUMBER = {
    "int_parsing": "a whole number belongs there",
    "greater_than_equal": "it is {ge} at least",
    "less_than_equal": "it is {le} at most",
}
"""What is wrong with a number, by the name that the check behind Typer has for it."""

_EXTRA = re.compile(r"Got unexpected extra argument\(s\) \((.*)\)", re.DOTALL)


def unusable_file(error: OSError) -> BadInput:
    """Return what to say of a file or folder that cannot be used."""
    fault = FAULTS.get(error.errno or 0) or Message(error.strerror or type(error).__name__)
    return BadInput("'{file}' cannot be used: {fault}", file=str(error.filename), fault=(fault,))


def exit_code(error: PdcaError) -> int:
    """Return what a command that ends in an error exits with."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def report(error: PdcaError, desk: Desk) -> int:
    """Tell what went wrong; return the exit code."""
    say = desk.language.say
    text = say(error.message)
    problems = error.problems if isinstance(error, BadFolder) else ()
    allowed = [_event_word(one, desk) for one in getattr(error, "allowed", ())]
    for problem in problems:
        warn(_line(problem, desk))
    warn(text, colour=typer.colors.RED)
    missing = error.message.params.get("missing")
    if isinstance(missing, str):
        warn(
            desk.say(
                "give with it: {options}", options=" ".join(_option(one, desk) for one in missing.split(", "))
            )
        )
    if allowed:
        warn(desk.say("what can be done now: {events}", events=", ".join(allowed)))
    if desk.is_json:
        document({"error": text, "problems": [_problem(one, desk) for one in problems]})
    return exit_code(error)


def _option(field: str, desk: Desk) -> str:
    """Return the option that gives a field, with what may stand there when that is a choice."""
    group = CHOICES.get(field)
    option = "--" + field.replace("_", "-")
    if group is None:
        return option
    return f"{option} {'|'.join(_short(group, code, desk) for code in desk.language.vocabulary.codes(group))}"


def _short(group: str, code: str, desk: Desk) -> str:
    word = desk.language.word(group, code)
    return code if " " in word else word


def _event_word(event: str, desk: Desk) -> str:
    """Return the word of an event, of whichever wheel it is."""
    plain = event.replace("_", " ")
    words = (desk.language.word(group, event) for group in ("event", "cycle_event", "task_event"))
    return next((word for word in words if word != plain), plain)


def report_usage(error: typer.TyperException, desk: Desk) -> int:
    """Tell which word of a command line is wrong; return the exit code."""
    if type(error).__name__ == "NoArgsIsHelpError":
        line(error.format_message())
        return error.exit_code
    text = _usage_text(error, desk)
    context = getattr(error, "ctx", None)
    warn(text, colour=typer.colors.RED)
    if context is not None:
        warn(desk.say("more about it: {command}", command=f"{context.command_path} --help"))
    if desk.is_json:
        document({"error": text, "problems": []})
    return error.exit_code


def report_unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tell of a mistake of our own in one line; the interpreter then exits with 1."""
    desk = Desk.for_words(sys.argv[1:])
    if desk.is_debugging:
        traceback.print_exception(kind, error, trace)
    first = (str(error).splitlines() or [""])[0]
    text = f"{kind.__name__}: {first}"
    warn(text, colour=typer.colors.RED)
    warn(desk.say("this should not happen; pdca doctor looks at the surroundings, and --debug shows more"))
    if desk.is_json:
        document({"error": text, "problems": []})


class Brief(logging.Formatter):
    """One line for each record, without the road that led there."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        """Return the last line only."""
        return "".join(traceback.format_exception_only(ei[0], ei[1])).strip()


def set_up_logs(desk: Desk) -> None:
    """Send warnings of the engine to stderr, briefly unless somebody is looking for a fault."""
    handler = logging.StreamHandler()
    if not desk.is_debugging:
        handler.setFormatter(Brief("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


def _line(problem: Problem, desk: Desk) -> str:
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    parts = (place, desk.language.column(problem), desk.language.say(problem.message))
    return ": ".join(part for part in parts if part)


def _problem(problem: Problem, desk: Desk) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "problem": desk.language.say(problem.message),
    }


def _usage_text(error: typer.TyperException, desk: Desk) -> str:
    """Say what Typer found wrong; the kinds are told apart by name, as it does not export them."""
    kind, parameter = type(error).__name__, getattr(error, "param", None)
    if kind == "NoSuchOption":
        near = ", ".join(getattr(error, "possibilities", None) or ())
        option = getattr(error, "option_name", "")
        if near:
            return desk.say("there is no option {option}; did you mean {near}?", option=option, near=near)
        return desk.say("there is no option {option}", option=option)
    if kind == "MissingParameter" and parameter is not None:
        is_option = parameter.param_type_name == "option"
        missing = parameter.opts[-1] if is_option else in_words(parameter.display_name_raw.upper(), desk)
        return desk.say("{parameter} is missing", parameter=missing)
    if kind == "BadParameter" and parameter is not None:
        return desk.say(
            "{parameter} cannot be used: {fault}", parameter=parameter.opts[-1], fault=_fault(error, desk)
        )
    if kind == "BadOptionUsage":
        is_bare = error.format_message().endswith("does not take a value.")
        text = "nothing belongs behind {option}" if is_bare else "a value belongs behind {option}"
        return desk.say(text, option=getattr(error, "option_name", ""))
    extra = _EXTRA.match(error.format_message())
    if extra is not None:
        return desk.say("this is too much: {words}", words=extra[1])
    return error.format_message()


def _fault(error: typer.TyperException, desk: Desk) -> str:
    """Say what is wrong with a value: in our own words when it is a number."""
    for fault in getattr(error.__cause__, "errors", list)():
        if fault["type"] in NO_NUMBER:
            return desk.say(NO_NUMBER[fault["type"]], **fault.get("ctx", {}))
    return str(error)
