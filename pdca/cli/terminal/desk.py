"""What a command has at hand: the runtime, the language, and the board and moment that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import typer
import typer.colors

from pdca.catalog.language import Language
from pdca.catalog.shipped import Shipped
from pdca.domain.errors import BadInput, Message, NotFound, Param

if TYPE_CHECKING:
    from enum import StrEnum

    from pdca.bootstrap import Runtime
    from pdca.services.ports import BoardSession
    from pdca.store import SqlStore

    Code = TypeVar("Code", bound=StrEnum)

LANGUAGES = ("nl", "en")


class Desk:
    """Everything a command asks for, each made when it is first asked for."""

    def __init__(self, locale: str = "nl", *, is_json: bool = False, is_debugging: bool = False) -> None:
        self.locale = locale if locale in LANGUAGES else "nl"
        self.is_json = is_json
        self.is_debugging = is_debugging

    @classmethod
    def for_words(cls, words: Sequence[str]) -> Desk:
        """Return the desk that the words of a command line ask for, wherever in it they do."""
        locale = next((word for before, word in pairwise(words) if before == "--lang"), "")
        locale = next((word.partition("=")[2] for word in words if word.startswith("--lang=")), locale)
        return cls(locale or "nl", is_json="--json" in words, is_debugging="--debug" in words)

    @cached_property
    def runtime(self) -> Runtime:
        """The runtime, from the settings of this environment."""
        from pdca.bootstrap import open_runtime

        return open_runtime()

    @cached_property
    def shipped(self) -> Shipped:
        """What comes with the product, whatever the settings say: enough to say things with."""
        return Shipped()

    @cached_property
    def language(self) -> Language:
        """The language of what is printed."""
        return self.shipped.language(self.locale)

    def say(self, template: str, /, **params: Param) -> str:
        """Return a sentence, given by its English template, in the language of the reader."""
        return self.language.say(Message(template, params))

    def day(self, day: date | None) -> str:
        """Return a day as it is written, or a dash."""
        return "-" if day is None else self.language.day(day)

    def code(self, group: str, kind: type[Code], text: str | None) -> Code | None:
        """Return the code that a text stands for, in Dutch or English. Raises BadInput naming the nearest."""
        if text is None:
            return None
        from pdca.cli.terminal.words import nearest

        words = self.language.vocabulary
        code = words.code(group, text) or text.replace("-", "_")
        known = tuple(str(one) for one in kind)
        if code in known:
            return kind(code)
        listed, near = ", ".join(self.choices(group, known)), nearest(text, words.texts(group, known))
        if near:
            raise BadInput(
                "'{value}' is not known here; did you mean '{near}'? Use one of: {known}",
                value=text,
                near=near,
                known=listed,
            )
        raise BadInput("'{value}' is not known here; use one of: {known}", value=text, known=listed)

    def choices(self, group: str, codes: Iterable[str]) -> list[str]:
        """Return codes as somebody may type them: in the reader's language with the other beside it, or as code."""
        words, other = self.language.vocabulary, "en" if self.locale == "nl" else "nl"
        return [
            f"{code} ({mine})" if " " in mine else mine if mine == theirs else f"{mine} ({theirs})"
            for code in codes
            for mine, theirs in [
                (words.word(group, code, self.locale), words.word(group, code, other))
                if words.has(group, code)
                else (code, code)
            ]
        ]

    @cached_property
    def store(self) -> SqlStore:
        """The store of the settings; Misconfigured when its database is not ready for use."""
        from pdca.store import require_schema

        require_schema(self.runtime.store.engine)
        return self.runtime.store

    def close(self) -> None:
        """Let go of what was opened."""
        if "store" in vars(self):
            self.store.close()

    def warn_captured(self) -> None:
        """Say in red that mail is kept in a folder and not really sent, when that is so."""
        settings = self.runtime.settings
        if settings.is_captured:
            folder = settings.smtp_url.get_secret_value().removeprefix("maildir:")
            text = self.say("Nothing is really sent: mail is kept in the folder {folder}.", folder=folder)
            typer.secho(text, fg=typer.colors.RED, err=True)

    def warn_of_pupils(self, session: BoardSession, given: object) -> None:
        """Say on stderr which of the words that were given look as if they name a pupil; nothing is refused."""
        from pdca.domain.privacy import TODO, pupils_named

        values = [one if isinstance(one, list) else [one] for one in vars(given).values()]
        texts = [text for several in values for text in several if isinstance(text, str)]
        people, units = session.people(), session.units()
        found = pupils_named(texts, (one.name for one in people), (one.name for one in units))
        for one in found:
            typer.secho(f"! {self.language.say(one)}", fg=typer.colors.YELLOW, err=True)
        if found:
            typer.secho(f"  → {self.language.say(TODO)}", err=True)

    def board(self, named: str | None = None) -> str:
        """Return the short name of the board that is meant: the one that is named, or the only one."""
        boards = self.store.boards()
        if named is not None:
            if named not in boards:
                raise NotFound("there is no board '{slug}'", slug=named)
            return named
        if not boards:
            raise NotFound("there is no board yet: load one with pdca load FOLDER")
        if len(boards) > 1:
            raise BadInput(
                "there are several boards: add --board with one of {known}", known=", ".join(boards)
            )
        return boards[0]

    def moment(self, slug: str, as_of: date | None) -> datetime:
        """Return now, or the instant that is meant: a bare day is that day at the board's `send_at`."""
        if as_of is None or isinstance(as_of, datetime):
            return as_of or self.runtime.clock.now()
        with self.store.reading(slug) as session:
            return moment_of(session, as_of)

    def latest(self, as_of: date | None) -> datetime:
        """Return now, or the instant that is meant for all boards: of a bare day the hour of the last to send."""
        if as_of is None or isinstance(as_of, datetime):
            return as_of or self.runtime.clock.now()
        moments = [self.moment(slug, as_of) for slug in self.store.boards()]
        return max(moments, default=datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC))


def moment_of(session: BoardSession, day: date) -> datetime:
    """Return the instant at which the notices of a day are decided on a board."""
    from pdca.services.situation import local_moment

    return local_moment(day, session.board(), session.policy())
