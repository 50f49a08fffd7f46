"""The one place where everything is put together: settings in, a runtime out.

Nothing connects, reads or imports before it is asked for, so `pdca --help` stays quick and a tick never loads mail.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pdca.catalog.shipped import Shipped
from pdca.clock import Clock, MovedClock, SystemClock, ticks
from pdca.domain.errors import Message, Misconfigured, PdcaError
from pdca.services.access.elsewhere import BACK, Elsewhere
from pdca.services.access.ports import Hasher
from pdca.services.access.second_step import Means
from pdca.services.health.facts import Facts, SettingsFacts
from pdca.services.mailing.deliver import Post
from pdca.services.mailing.links import Links
from pdca.services.mailing.outgoing import Relay
from pdca.settings import Settings, read_settings

if TYPE_CHECKING:
    from pdca.store import SqlStore

Entropy = Callable[[int], bytes]

YOUNG_OBJECTS = 10_000
"""How many new objects make Python look for cycles: a pass makes many values and hardly ever a cycle."""


@dataclass(frozen=True, slots=True)
class CatalogueWords:
    """The words of codes, for whoever writes to people."""

    shipped: Shipped

    def word(self, group: str, code: str, locale: str) -> str:
        """Return the word of a code in a language."""
        return self.shipped.language(locale).word(group, code)


@dataclass
class Runtime:
    """Everything an entry point needs, built when first used."""

    settings: Settings
    clock: Clock = field(default_factory=SystemClock)
    entropy: Entropy = os.urandom

    @cached_property
    def shipped(self) -> Shipped:
        """The shipped configuration."""
        return Shipped(self.settings.config)

    @cached_property
    def words(self) -> CatalogueWords:
        """The words of codes."""
        return CatalogueWords(self.shipped)

    @cached_property
    def store(self) -> SqlStore:
        """The store; it must have been created with `pdca db upgrade`."""
        from pdca.store import open_store

        return open_store(self.settings.database_url, entropy=self.entropy)

    def scratch_store(self) -> SqlStore:
        """Return an empty store in memory, in which nothing real is touched."""
        from pdca.store import open_store

        return open_store("sqlite://", entropy=self.entropy)

    def scratch_copy(self) -> SqlStore:
        """Return a copy in memory of everything that is stored, in which nothing real is touched."""
        from pdca.store import scratch_copy

        return scratch_copy(self.store.engine, entropy=self.entropy)

    @cached_property
    def links(self) -> Links:
        """The signed links; Misconfigured when the key is missing or weak."""
        return Links(self.settings.base_url, self.settings.signing_key())

    @cached_property
    def hasher(self) -> Hasher:
        """What makes hashes of passwords."""
        from pdca.identity.hashing import Argon2

        return Argon2()

    @cached_property
    def second_step(self) -> Means:
        """What the second step is made of; Misconfigured when the key is missing or weak."""
        from pdca.identity.codes import TimeCodes
        from pdca.identity.vault import Vault

        vault = Vault([self.settings.signing_key()])
        return Means(access=self.store.access(), codes=TimeCodes(), vault=vault, entropy=self.entropy)

    @cached_property
    def elsewhere(self) -> Elsewhere | None:
        """The other party that may say who somebody is; None when none is set up."""
        from pdca.identity.provider import Provider

        settings = self.settings
        if not settings.oidc_issuer:
            return None
        secret, back = settings.oidc_client_secret.get_secret_value(), settings.base_url.rstrip("/") + BACK
        return Provider(settings.oidc_issuer, settings.oidc_client_id, secret, back)

    @cached_property
    def relay(self) -> Relay:
        """What sends mail, or keeps it; one for the whole process, so that its pace holds from run to run."""
        return self.new_relay()

    def new_relay(self) -> Relay:
        """Return a relay with connections of its own, for whoever sends while the outbox is being delivered."""
        from pdca.mail.maildir import Maildir
        from pdca.mail.relay.limits import preset
        from pdca.mail.relay.oauth import OAuth
        from pdca.mail.smtp import Sender
        from pdca.mail.url import MaildirRelay, parse_mail_url

        settings = self.settings
        relay = parse_mail_url(settings.smtp_url.get_secret_value())
        if isinstance(relay, MaildirRelay):
            return Maildir(relay.path)
        oauth = None
        if settings.smtp_oauth_token_url:
            oauth = OAuth(
                token_url=settings.smtp_oauth_token_url,
                client_id=settings.smtp_oauth_client_id,
                client_secret=settings.smtp_oauth_client_secret.get_secret_value(),
                scope=settings.smtp_oauth_scope,
            )
        return Sender(
            relay,
            limits=preset(settings.smtp_preset),
            hostname=urlsplit(settings.base_url).hostname or "localhost",
            monotonic=ticks,
            oauth=oauth,
        )

    def examine(self, *, ask_smtp: bool = False) -> Facts:
        """Return what `pdca doctor` judges; the mail server is asked only when that is wanted."""
        from pdca.services.health.gather import gather
        from pdca.store import condition

        settings = SettingsFacts(
            is_captured=self.settings.is_captured,
            secret=self._fault_of_key(),
            elsewhere=self._fault_of_elsewhere(),
            is_base_url_local=urlsplit(self.settings.base_url).hostname in ("127.0.0.1", "localhost", "::1"),
            clock_ahead=self.settings.clock_ahead or None,
        )
        database = condition(self.settings.database_url)
        facts = gather(lambda: self.store, self.shipped, self.clock.now(), settings, database)
        return replace(facts, was_smtp_asked=True, smtp=self._fault_of_relay()) if ask_smtp else facts

    def _fault_of_key(self) -> Message | None:
        try:
            self.settings.signing_key()
        except Misconfigured as error:
            return error.message
        return None

    def _fault_of_elsewhere(self) -> Message | None:
        try:
            _ = self.elsewhere
        except Misconfigured as error:
            return error.message
        return None

    def _fault_of_relay(self) -> Message | None:
        from pdca.mail.maildir import Maildir
        from pdca.mail.smtp import Sender, run

        async def knock(sender: Sender) -> None:
            async with sender:
                await sender.connection()

        try:
            if isinstance(self.relay, Sender):
                run(knock(self.relay))
            elif isinstance(self.relay, Maildir):
                self.relay.make()
        except PdcaError as error:
            return error.message
        return None

    def post(self, clock: Callable[[], datetime] | None = None) -> Post:
        """Return what delivery needs; `clock` is the moment it lives in."""
        from pdca.mail.compose import compose

        return Post(
            shipped=self.shipped,
            relay=lambda: self.relay,
            compose=compose,
            links=self.links,
            lexicon=self.words,
            clock=clock or self.clock.now,
            token=lambda: self.entropy(16).hex(),
            is_captured=self.settings.is_captured,
        )


def open_runtime(settings: Settings | None = None) -> Runtime:
    """Return the runtime of this process, from the environment unless settings are given."""
    settings = settings or read_settings()
    gc.set_threshold(YOUNG_OBJECTS)
    return Runtime(settings, clock_of(settings))


def clock_of(settings: Settings) -> Clock:
    """Return the machine's clock, or one that runs ahead of it as a demo's does."""
    if not settings.clock_ahead:
        return SystemClock()
    return MovedClock(SystemClock().now() + timedelta(seconds=settings.clock_ahead))
