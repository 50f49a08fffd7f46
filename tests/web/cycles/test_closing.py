"""A cycle is closed by whoever may, when everything is in order, in a few clicks; anybody else reads who may."""

import pytest

from pdca.domain.cycles.cycle import CycleState
from tests.web.house import BOARD, Browser, House

READY = "results-final/PSL/2026-2027"
PLACE = f"/b/waterlijn/cycles/{READY}"


def state_of(house: House, id: str = READY) -> CycleState:
    with house.runtime.store.reading(BOARD) as session:
        return session.cycle(id).state


def an_open_gate(house: House) -> str:
    """Return a cycle in its last phase of which a gate is still open."""
    with house.runtime.store.reading(BOARD) as session:
        found = [
            one for one in session.cycles(is_open=True) if one.state is CycleState.ACT and one.id != READY
        ]
    return found[0].id


@pytest.fixture
def leader(house: House) -> Browser:
    """The head of school who closes it."""
    return house.browser("c.bosmade")


def test_a_ready_cycle_is_closed_in_at_most_six_clicks_from_my_work(house: House, leader: Browser) -> None:
    leader.get("/b/waterlijn/work")
    assert f'href="{PLACE}/closing"' in leader.page.text  # type: ignore[union-attr]  # a page is open
    leader.get(f"{PLACE}/closing")  # the first click
    leader.submit("/do/close", ground="Alle teams hebben het besproken")  # the second
    assert state_of(house) is CycleState.CLOSED
    assert "De cirkel is rond" in leader.says


def test_without_a_ground_it_stays_open_and_says_so_at_the_field(house: House, leader: Browser) -> None:
    leader.get(f"{PLACE}/closing")
    answer = leader.submit("/do/close", ground="  ")
    assert answer.status_code == 422
    assert "Vul dit in." in leader.says
    assert state_of(house) is CycleState.ACT


def test_whoever_may_not_close_it_reads_who_may_and_has_no_button(house: House) -> None:
    other = house.browser("y.nijkampf")
    other.get(f"{PLACE}/closing")
    assert "Carolien Bosmade" in other.says
    assert "Sluit deze cyclus" not in other.says
    answer = other.post(f"{PLACE}/do/close", {"ground": "ik", "place": "closing"})
    assert answer.status_code == 409
    assert "Carolien Bosmade" in other.says
    assert state_of(house) is CycleState.ACT


def test_while_a_gate_is_open_closing_is_refused_and_says_what_is_missing(house: House) -> None:
    id = an_open_gate(house)
    with house.runtime.store.reading(BOARD) as session:
        cycle = session.cycle(id)
    closer = house.browser(str(cycle.closer))
    closer.get(f"/b/waterlijn/cycles/{id}/closing")
    assert "kan dit doen" in closer.says
    assert "Sluit deze cyclus" not in closer.says
    answer = closer.post(f"/b/waterlijn/cycles/{id}/do/close", {"ground": "klaar", "place": "closing"})
    assert answer.status_code == 409
    assert "klaar" in answer.text
    assert state_of(house, id) is CycleState.ACT


def test_closing_twice_closes_once(house: House, leader: Browser) -> None:
    page = leader.get(f"{PLACE}/closing")
    leader.submit("/do/close", ground="Besproken")
    after = house.fingerprint()
    leader.page = page
    leader.submit("/do/close", ground="Besproken")
    assert house.fingerprint() == after


def test_the_record_says_who_closed_it_when_and_on_what_ground(house: House, leader: Browser) -> None:
    leader.get(f"{PLACE}/closing")
    leader.submit("/do/close", ground="Alle teams hebben het besproken")
    leader.get(f"{PLACE}/record")
    assert "Carolien Bosmade" in leader.says
    assert "Alle teams hebben het besproken" in leader.says
    assert "23 november 2026" in leader.says


def test_a_cycle_of_a_school_that_is_not_mine_is_not_there(house: House) -> None:
    other = house.browser("p.laanstra")
    assert other.get(PLACE).status_code == 404
    assert other.get(f"{PLACE}/closing").status_code == 404
    before = house.fingerprint()
    assert other.post(f"{PLACE}/do/close", {"ground": "x"}).status_code in (403, 404)
    assert house.fingerprint() == before


def test_a_cycle_that_is_not_there_is_told_so(house: House, leader: Browser) -> None:
    assert leader.get("/b/waterlijn/cycles/nothing/PSL/2026-2027").status_code == 404
    assert leader.get("/b/waterlijn/cycles/internal-audit/XXX/1999").status_code == 404


@pytest.mark.parametrize("place", ["", "/closing", "/record", "?phase=plan"])
def test_a_page_of_a_cycle_asks_little_of_the_database(house: House, leader: Browser, place: str) -> None:
    leader.get(f"{PLACE}{place}")
    with house.counted() as ran:
        leader.get(f"{PLACE}{place}")
    assert len(ran) <= 12, "\n".join(ran)


def test_a_task_is_done_and_opened_again(house: House) -> None:
    with house.runtime.store.reading(BOARD) as session:
        cycle, task = next(
            (one, task)
            for one in session.cycles(is_open=True)
            for task in one.current_tasks()
            if task.state == "open" and task.owner and task.code != "decide-previous"
        )
    holder = house.browser(str(task.owner))
    holder.get(f"/b/waterlijn/cycles/{cycle.id}?phase={task.phase}")
    holder.submit(f"/tasks/{task.code}/done")
    with house.runtime.store.reading(BOARD) as session:
        assert session.cycle(cycle.id).task(task.code).state == "done"
    holder.get(f"/b/waterlijn/cycles/{cycle.id}?phase={task.phase}")
    holder.submit(f"/tasks/{task.code}/reopen")
    with house.runtime.store.reading(BOARD) as session:
        assert session.cycle(cycle.id).task(task.code).state == "open"


def test_it_reads_in_english(house: House, leader: Browser) -> None:
    leader.client.cookies.set("pdca-lang", "en")
    leader.get(f"{PLACE}/closing")
    assert "Everything is in order" in leader.says
    assert "Alles is in orde" not in leader.says


def test_a_cycle_has_its_conversation_and_its_files(house: House, leader: Browser) -> None:
    leader.get(PLACE)
    leader.submit("/talk", text="De ouderraad heeft het verslag gelezen")
    assert "De ouderraad heeft het verslag gelezen" in leader.says
    leader.get(PLACE)
    leader.submit("/evidence", files=[("file", ("verslag.txt", b"besproken op 12 november", "text/plain"))])
    assert "verslag.txt" in leader.says
    with house.runtime.store.reading(BOARD) as session:
        assert [one.name for one in session.evidence_of([READY])] == ["verslag.txt"]


def test_the_record_is_handed_out_as_a_pdf(leader: Browser) -> None:
    leader.get(f"{PLACE}/record")
    assert "Wat er gebeurde" in leader.says
    answer = leader.get(f"{PLACE}/record.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="results-final-PSL-2026-2027.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_the_closing_page_says_once_that_everything_is_in_order(leader: Browser) -> None:
    leader.get(f"{PLACE}/closing")
    assert leader.says.count("Alles is in orde") == 1
