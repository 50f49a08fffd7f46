"""Sending the mail with which somebody signs in: after the answer, so that its time tells nobody anything."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from pdca.bootstrap import Runtime
from pdca.mail.sign_in import compose_sign_in
from pdca.mail.smtp import run
from pdca.services.access.letters import send_letters, write_letter
from pdca.services.access.links import LinkToSend

log = logging.getLogger(__name__)


def send_links(runtime: Runtime, links: Sequence[LinkToSend]) -> None:
    """Send links to those they are for; what does not arrive is logged without a name, and can be asked again."""
    settings, now = runtime.settings, runtime.clock.now()
    letters = [
        write_letter(link, settings.base_url, now, runtime.entropy, captured=settings.is_captured)
        for link in links
    ]
    if not letters:
        return
    for failed in run(send_letters(runtime.new_relay(), compose_sign_in, letters)):
        log.warning("a mail to sign in did not leave: %s %s", failed.verdict.outcome, failed.code or "")
