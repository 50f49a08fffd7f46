"""Whoever set up a second step takes it, whichever way they come in; each code opens once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from pdca.domain.errors import BadInput, Damaged, NotFound, Refused
from pdca.identity.vault import Vault
from pdca.services.access.links import ask_link, open_with_link
from pdca.services.access.ports import How
from pdca.services.access.second_step import (
    Means,
    confirm,
    give_up,
    is_code_right,
    open_with_code,
    start_over,
)
from pdca.services.access.sessions import Entered, current, sessions_of, waiting
from pdca.store import SqlStore
from pdca.store.schema.access import credentials
from tests.contract.builders import ANNA, NOOR, NOW
from tests.integration.access.people import (
    CHANCE,
    STEP,
    choose,
    code_of,
    come_in,
    is_in,
    lead_a_team,
    means,
    member,
    set_up,
)

MINUTE = timedelta(minutes=1)
LATER = NOW + 2 * STEP


def is_waiting(store: SqlStore, entered: Entered) -> bool:
    return waiting(store.access(), entered.id, LATER, LATER) is not None


def give(store: SqlStore, entered: Entered, code: str) -> Entered:
    return open_with_code(means(store), entered.session, code, LATER, instead_of=entered.id)


@pytest.mark.parametrize("how", [How.MAIL, How.PASSWORD, How.OIDC])
def test_until_the_code_is_given_nothing_is_open(store: SqlStore, how: How) -> None:
    secret, _ = set_up(store, come_in(store))
    entered = come_in(store, how=how, now=LATER)
    assert entered.session.needs_code
    assert not is_in(store, entered, LATER)
    assert is_waiting(store, entered)
    opened = give(store, entered, code_of(secret, LATER))
    assert opened.session.is_strong
    assert opened.session.how is how
    assert is_in(store, opened, LATER)
    assert not is_waiting(store, opened)


def test_a_link_by_mail_does_not_get_round_it(store: SqlStore) -> None:
    set_up(store, come_in(store))
    (link,) = ask_link(store.access(), ANNA, NOW, CHANCE)
    entered = open_with_link(store.access(), link.token, NOW, CHANCE)
    assert entered.session.needs_code
    assert not is_in(store, entered)


def test_the_id_is_another_one_after_the_code(store: SqlStore) -> None:
    secret, _ = set_up(store, come_in(store))
    entered = come_in(store, now=LATER)
    opened = give(store, entered, code_of(secret, LATER))
    assert opened.id != entered.id
    assert not is_in(store, entered, LATER)
    assert not is_waiting(store, entered)


def test_a_code_opens_once(store: SqlStore) -> None:
    secret, _ = set_up(store, come_in(store))
    code = code_of(secret, LATER)
    give(store, come_in(store, now=LATER), code)
    again = come_in(store, now=LATER)
    with pytest.raises(BadInput, match="not right"):
        give(store, again, code)
    assert not is_in(store, again, LATER)


def test_the_code_that_set_it_up_opens_nothing(store: SqlStore) -> None:
    secret, _ = set_up(store, come_in(store))
    with pytest.raises(BadInput):
        open_with_code(means(store), come_in(store).session, code_of(secret, NOW), NOW, instead_of="")


def test_an_earlier_code_opens_nothing_after_a_later_one(store: SqlStore) -> None:
    secret, _ = set_up(store, come_in(store))
    give(store, come_in(store, now=LATER), code_of(secret, LATER + STEP))
    with pytest.raises(BadInput):
        give(store, come_in(store, now=LATER), code_of(secret, LATER))


@pytest.mark.parametrize("code", ["", "0", "000000", "abcdef", "abcd-efgh-ijkl-mnop", "\ud800", "1" * 10_000])
def test_a_wrong_code_opens_nothing(store: SqlStore, code: str) -> None:
    secret, _ = set_up(store, come_in(store))
    assert code != code_of(secret, LATER)
    with pytest.raises(BadInput, match="not right"):
        give(store, come_in(store, now=LATER), code)


def test_a_code_may_be_typed_with_the_blank_that_the_app_shows(store: SqlStore) -> None:
    secret, _ = set_up(store, come_in(store))
    code = code_of(secret, LATER)
    assert give(store, come_in(store, now=LATER), f" {code[:3]} {code[3:]} ").session.is_strong


def test_the_second_step_is_waited_for_ten_minutes(store: SqlStore) -> None:
    set_up(store, come_in(store))
    entered = come_in(store)
    for later, is_open in ((10 * MINUTE, True), (10 * MINUTE + timedelta(seconds=1), False)):
        assert (waiting(store.access(), entered.id, NOW + later, NOW + later) is not None) is is_open


def test_who_waits_for_the_code_stands_in_no_list(store: SqlStore) -> None:
    _, confirmed = set_up(store, come_in(store))
    come_in(store)
    listed = sessions_of(store.access(), confirmed.entered.session, NOW)
    assert [one.id_hash for one in listed] == [confirmed.entered.session.id_hash]


def test_eight_codes_on_paper_open_once_each(store: SqlStore) -> None:
    _, confirmed = set_up(store, come_in(store))
    assert len(set(confirmed.recovery)) == 8
    for code in confirmed.recovery:
        assert len(code.replace("-", "")) == 16  # 80 bits
        assert give(store, come_in(store, now=LATER), code.upper().replace("-", " ")).session.is_strong
        with pytest.raises(BadInput):
            give(store, come_in(store, now=LATER), code)


def test_setting_it_up_ends_all_sessions_and_begins_this_one_anew(store: SqlStore) -> None:
    here, other = come_in(store), come_in(store)
    _, confirmed = set_up(store, here)
    assert not is_in(store, here)
    assert not is_in(store, other)
    assert is_in(store, confirmed.entered)
    assert confirmed.entered.session.is_strong


def test_it_is_not_set_up_before_the_app_shows_the_right_code(store: SqlStore) -> None:
    here, secret = come_in(store), "A" * 32
    wrong = code_of(secret, NOW + timedelta(hours=1))
    with pytest.raises(BadInput, match="not right"):
        confirm(means(store), member(store), here.session, secret, wrong, NOW, instead_of=here.id)
    assert store.access().credential("kade", ANNA) is None
    assert is_in(store, here)


def test_another_phone_takes_the_place_of_the_old_one(store: SqlStore) -> None:
    old, confirmed = set_up(store, come_in(store))
    new, _ = set_up(store, confirmed.entered, LATER)
    later = LATER + 2 * STEP
    waits = come_in(store, now=later).session
    assert not is_code_right(means(store), waits, code_of(old, later), later)
    assert not is_code_right(means(store), waits, confirmed.recovery[0], later)
    assert is_code_right(means(store), waits, code_of(new, later), later)


def test_whoever_has_only_the_mailbox_cannot_put_another_phone_in_its_place(store: SqlStore) -> None:
    set_up(store, come_in(store))
    waits = come_in(store)
    with pytest.raises(Refused, match="second step first"):
        set_up(store, waits)


def test_it_can_be_given_up_by_whoever_took_it(store: SqlStore) -> None:
    _, confirmed = set_up(store, come_in(store))
    waits = come_in(store)
    with pytest.raises(Refused):
        give_up(store.access(), member(store), waits.session, NOW)
    give_up(store.access(), member(store), confirmed.entered.session, NOW)
    assert is_in(store, confirmed.entered)
    assert current(store.access(), waits.id, NOW, NOW) is None
    assert not come_in(store).session.needs_code


def test_it_cannot_be_given_up_while_a_role_and_a_password_need_it(store: SqlStore) -> None:
    lead_a_team(store)
    _, confirmed = set_up(store, come_in(store, NOOR))
    choose(store, confirmed.entered)
    with pytest.raises(Refused, match="remove your password first"):
        give_up(store.access(), member(store, NOOR), confirmed.entered.session, NOW)


def test_whoever_lost_phone_and_paper_starts_over_by_mail(store: SqlStore) -> None:
    _, confirmed = set_up(store, come_in(store))
    with pytest.raises(NotFound):
        start_over(store.access(), "kade", NOOR, NOW)
    start_over(store.access(), "kade", ANNA, NOW)
    assert not is_in(store, confirmed.entered)
    assert is_in(store, come_in(store))


def test_where_nothing_is_set_up_no_code_is_right_and_nothing_is_given_up(store: SqlStore) -> None:
    here, other = come_in(store), come_in(store)
    assert not is_code_right(means(store), here.session, "123456", NOW)
    give_up(store.access(), member(store), here.session, NOW)
    assert is_in(store, other)


def test_a_demo_asks_for_no_code(store: SqlStore) -> None:
    set_up(store, come_in(store))
    assert is_in(store, come_in(store, how=How.DEMO))


def test_neither_secret_nor_code_lies_open_in_the_database(store: SqlStore) -> None:
    secret, confirmed = set_up(store, come_in(store))
    with store.engine.connect() as connection:
        (row,) = connection.execute(select(credentials)).all()
    for open_text in (secret, *confirmed.recovery, *(one.replace("-", "") for one in confirmed.recovery)):
        assert open_text not in repr(tuple(row))
        assert open_text not in repr(confirmed)


def test_with_another_key_the_secret_cannot_be_read_and_that_is_said(store: SqlStore) -> None:
    secret, _ = set_up(store, come_in(store))
    here = means(store)
    elsewhere = Means(access=here.access, codes=here.codes, vault=Vault([b"o" * 32]), entropy=here.entropy)
    with pytest.raises(Damaged, match="PDCA_SECRET_KEY"):
        is_code_right(elsewhere, come_in(store).session, code_of(secret, LATER), LATER)
