"""A deliverer that is killed with -9 loses nothing, and repeats one mail a connection at most, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from tests.campaigns.audit import audit
from tests.campaigns.jobs import send_mail
from tests.campaigns.mail_server import WELL, MailServer, Plan
from tests.campaigns.processes import Child, Moment, When
from tests.campaigns.test_bad_mail_days import CONNECTIONS, PEOPLE, SLUG, moment
from tests.campaigns.world import Databases, Template, full_outbox, opened

LONG = [pytest.mark.full, pytest.mark.timeout(1800)]
AFTER_THE_LEASE = 16
SLOWLY, BADLY = Plan(linger=0.003), Plan(linger=0.002, storm=0.04)


class Campaign:
    """Kills of one deliverer after the other, each on an outbox that was filled anew."""

    def __init__(self, template: Template, server: MailServer, chance: Random) -> None:
        self.template = template
        self.server = server
        self.chance = chance
        self.kills = self.rounds = self.lost = self.doubts = self.broken = 0
        self.duplicates: list[int] = []
        self.seconds, self.counts = self._undisturbed()

    def _undisturbed(self) -> tuple[float, dict[When, int]]:
        self.server.behave(SLOWLY)
        with self.template.copy() as url, Child(send_mail, url, self.server.url, moment()) as child:
            assert not child.run()
            assert child.said[0] == {"sent": len(self.server.received())}
        return child.seconds, child.counts

    def some_moment(self) -> Moment:
        """Return a moment anywhere in a delivery."""
        if self.chance.random() < 0.4:
            return Moment(When.CLOCK, self.chance.uniform(0.0, self.seconds))
        when = self.chance.choice([When.STATEMENT, When.COMMIT, When.COMMITTED])
        return Moment(when, self.chance.randint(1, self.counts[when]))

    def round(self, plan: Plan) -> None:
        """Kill up to three deliverers of one outbox, then let one finish."""
        self.server.forget()
        self.server.behave(plan)
        minutes = kills = 0
        with self.template.copy() as url:
            for _ in range(self.chance.randint(1, 3)):
                with Child(
                    send_mail, url, self.server.url, moment(minutes), moment=self.some_moment()
                ) as child:
                    kills += child.run()
                minutes += AFTER_THE_LEASE
            broken = self.server.broken
            self.server.behave(WELL)
            for later in range(minutes + 90, minutes + 360, 90):
                with Child(send_mail, url, self.server.url, moment(later)) as child:
                    assert not child.run()
                if plan is SLOWLY or not child.said[0]:
                    break
            with opened(url) as store:
                found = audit(store, SLUG, self.server.received())
        assert found.faults == []
        assert found.states() == {"sent": len(found.mails)}
        assert found.duplicates <= found.doubts <= CONNECTIONS * kills + broken
        self.kills += kills
        self.rounds += 1
        self.lost += found.lost
        self.doubts += found.doubts
        self.broken += broken
        self.duplicates.append(found.duplicates)


@pytest.mark.parametrize(
    ("plan", "kills"),
    [
        pytest.param(SLOWLY, 4, id="a good server, 4"),
        pytest.param(BADLY, 4, id="a bad server, 4"),
        pytest.param(SLOWLY, 100, marks=LONG, id="a good server, 100"),
        pytest.param(BADLY, 50, marks=LONG, id="a bad server, 50"),
    ],
)
def test_a_killed_deliverer_loses_nothing_and_repeats_one_mail_a_connection_at_most(
    databases_of_a_kind: Databases,
    mail_server: MailServer,
    plan: Plan,
    kills: int,
    campaign: Callable[..., None],
) -> None:
    kind = databases_of_a_kind.kind
    with databases_of_a_kind.like(full_outbox(PEOPLE)) as template:
        one = Campaign(template, mail_server, Random(f"kill the deliverer on {kind}"))
        while one.kills < kills:
            one.round(plan if plan is SLOWLY else Plan(linger=plan.linger, storm=plan.storm, seed=one.rounds))
            assert one.rounds < 3 * kills, f"only {one.kills} kills in {one.rounds} rounds"
    if plan is SLOWLY:
        assert one.broken == 0
    campaign(
        f"deliverer, kill -9, {kind}, {'a good server' if plan is SLOWLY else 'a bad server'}",
        kills=one.kills,
        lost=one.lost,
        duplicates=sum(one.duplicates),
        in_doubt=one.doubts,
        lines_broken_by_the_server=one.broken,
    )
