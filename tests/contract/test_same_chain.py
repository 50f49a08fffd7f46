"""The same seed makes the same chain, in whichever database."""

import random
from datetime import timedelta

from pdca.domain.actions.action import Phase
from pdca.domain.people.organisation import Absence
from pdca.store import open_store
from tests.contract.builders import ANNA, KARIM, NOW, TODAY, action, found, notice, person, seeded


def hashes(url: str, seed: int) -> list[str]:
    """Let a board live by a seed; return the hashes of its events."""
    chance = random.Random(seed)
    store = found(open_store(url, entropy=seeded(seed)))
    for turn in range(15):
        with store.board("kade") as session:
            phase = chance.choice(list(Phase))
            title = chance.choice(["Café", "naïef ‘plan’", "kort", "emoji 🙂"])
            at = NOW + timedelta(minutes=chance.randint(1, 10_000), microseconds=chance.randint(0, 999_999))
            changed = action(f"A-{chance.randint(1, 4):03}", title=title, phase=phase)
            session.record("changed", changed, actor=ANNA, at=at, reason=title)
            session.record("joined", person(f"p{chance.randint(1, 5)}@kade.example"), actor=KARIM, at=at)
            session.record(
                "away", Absence(email=KARIM, first=TODAY + timedelta(days=turn)), actor=KARIM, at=at
            )
            day = TODAY + timedelta(days=turn)
            session.decided([notice(step=str(turn))], day)
            session.seal("ledger_sealed", day.isoformat(), session.ledger_digest(day), at=at)
    with store.reading("kade") as session:
        found_hashes = [event.hash for event in session.events()]
    assert store.verify("kade") == []
    store.close()
    return found_hashes


def test_the_same_seed_makes_the_same_chain_everywhere(sqlite_url: str, postgresql_url: str) -> None:
    memory = hashes("sqlite://", 4)
    assert memory == hashes(sqlite_url, 4) == hashes(postgresql_url, 4)
    assert memory != hashes("sqlite://", 5)
