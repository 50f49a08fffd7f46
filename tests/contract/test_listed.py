"""A code is compared with many others as one parameter, whatever stands in it."""

import pytest

from pdca.services.reading import ActionQuery
from pdca.store import SqlStore
from tests.contract.builders import ANNA, NOW, TODAY, action, planned, unit

ODD = ("O'NEIL", 'A"B', "É,È", "{x}", "[1]", "null", "A;DROP TABLE actions", "\\", "%")


@pytest.mark.parametrize("code", ODD)
def test_an_odd_code_is_a_code_like_any_other(store: SqlStore, code: str) -> None:
    with store.board("kade") as session:
        session.record("added", unit(code), actor=ANNA, at=NOW)
        session.record("noted", action(unit=code), actor=ANNA, at=NOW)
        session.plan(planned(unit=code), known_at=NOW)
        found = session.find_actions(ActionQuery(within=frozenset({code, "BRUG"}))).rows
        assert [one.ref for one in found] == ["A-001"]
        assert [one.unit for one in session.piles([code, "BRUG"], TODAY)] == [code]
        others = frozenset(ODD) - {code}
        assert session.find_actions(ActionQuery(within=others)).rows == []
        assert session.piles(others, TODAY) == []
