"""Whoever lost phone and paper is let in again: by mail, and by nothing else any more."""

from datetime import datetime, timedelta

import pyotp
import pytest

from pdca.bootstrap import Runtime
from pdca.clock import SystemClock
from pdca.services.access.ports import How
from pdca.services.access.second_step import confirm, offer
from pdca.services.access.sessions import enter
from pdca.settings import read_settings
from tests.acceptance.cli.shell import Shell

BRAM = "b.uitgeester@dewaterlijn.example"


@pytest.fixture
def runtime(shell: Shell) -> Runtime:
    """What the pages of this database run on."""
    return Runtime(read_settings(shell.settings))


def set_up(runtime: Runtime, now: datetime) -> None:
    """Let Bram have a second step."""
    member = runtime.store.access().member("waterlijn", BRAM)
    assert member is not None
    entered = enter(runtime.store.access(), member, How.MAIL, now, runtime.entropy)
    secret = offer(runtime.second_step, member).secret
    code = pyotp.TOTP(secret).at(now)
    confirm(runtime.second_step, member, entered.session, secret, code, now, instead_of=entered.id)


def test_the_second_step_is_gone_and_so_are_the_sessions(shell: Shell, runtime: Runtime) -> None:
    now = SystemClock().now() - timedelta(minutes=5)
    set_up(runtime, now)
    access = runtime.store.access()
    assert access.live_sessions("waterlijn", BRAM, now)
    assert "komt nu binnen met een link per mail" in shell.does("unlock", BRAM.upper())
    credential = access.credential("waterlijn", BRAM)
    assert credential is not None
    assert (credential.totp_secret, credential.recovery, credential.password_hash) == (b"", (), "")
    assert not access.live_sessions("waterlijn", BRAM, SystemClock().now())
    runtime.store.close()


def test_for_a_script_it_is_one_document(shell: Shell, runtime: Runtime) -> None:
    set_up(runtime, SystemClock().now())
    assert shell.document("unlock", BRAM) == {"board": "waterlijn", "person": BRAM}
    runtime.store.close()


def test_whoever_set_nothing_up_is_told_so(shell: Shell) -> None:
    said = shell.run("unlock", BRAM)
    assert said.code == 2
    assert said.err.strip() == f"voor '{BRAM}' is niets ingesteld"
