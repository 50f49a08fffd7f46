"""What people say and show about an item: only who sees it, and nothing that could do harm."""

from datetime import date
from hashlib import sha256

import pytest
from sqlalchemy import delete

from pdca.domain.actions.action import Phase
from pdca.domain.actions.machine import Event
from pdca.domain.conversation import Evidence
from pdca.domain.cycles.machine import CycleEvent
from pdca.domain.errors import BadInput, NotFound, Refused
from pdca.services.conversation.add_evidence import add_evidence
from pdca.services.conversation.fetch_evidence import fetch_evidence
from pdca.services.conversation.say import Said, say
from pdca.store.schema.talk import evidence_bytes
from tests.builders.board import ANNA, NOOR, QUIN, TESS, a_person, mail
from tests.builders.cycles import a_programme
from tests.integration.services.desk import SHIPPED, Desk, a_row

BEGAN, OPENS, SAID = date(2026, 9, 21), date(2026, 10, 1), date(2026, 10, 5)
AUDIT = "internal-audit/BRUG/2026-2027"
PIET, STRANGER = mail("piet"), a_person("piet", "HAVEN", "staff@HAVEN")
ROOSTER = b"%PDF-1.7\n<< /Type /Catalog >>\n%%EOF\n"


@pytest.fixture
def board(desk: Desk) -> Desk:
    """De Kade with an audit that opened, and an action whose grade asks for evidence."""
    desk.load(BEGAN, a_row(), a_row("A-005", grade="major"), programmes=[a_programme()], people=[STRANGER])
    desk.run(OPENS)
    return desk


def talk(desk: Desk, text: str, *, item: str = "A-004", actor: str = ANNA) -> Said:
    """Let somebody say something."""
    with desk.store.board("kade") as session:
        return say(session, SHIPPED, item, actor, text, desk.at(SAID))


def show(
    desk: Desk, *, item: str = "A-005", actor: str = ANNA, name: str = "rooster.pdf", body: bytes = ROOSTER
) -> Evidence:
    """Let somebody show a file."""
    with desk.store.board("kade") as session:
        return add_evidence(session, SHIPPED, item, actor, name, body, desk.at(SAID))


def test_comments_are_numbered_and_kept_in_order(board: Desk) -> None:
    assert talk(board, "Het rooster hangt.\r\nNu de afspraken.").comment.id == "A-004/comment-1"
    second = talk(board, "Mooi, @anna!", actor=TESS).comment
    assert (second.id, second.by, second.mentions) == ("A-004/comment-2", TESS, (ANNA,))
    with board.store.reading("kade") as session:
        found = session.comments_of(["A-004"])
    assert [one.text for one in found] == ["Het rooster hangt.\nNu de afspraken.", "Mooi, @anna!"]
    assert board.store.verify("kade") == []


def test_the_same_words_right_after_each_other_are_said_once(board: Desk) -> None:
    first = talk(board, "Het hangt er.").comment
    assert talk(board, " Het hangt er.\n").comment == first
    talk(board, "Het hangt er.", actor=TESS)
    talk(board, "Het hangt er.")
    with board.store.reading("kade") as session:
        assert [one.by for one in session.comments_of(["A-004"])] == [ANNA, TESS, ANNA]


def test_a_cycle_is_talked_about_too(board: Desk) -> None:
    assert talk(board, "Wie leidt?", item=AUDIT, actor=QUIN).comment.id == f"{AUDIT}/comment-1"


@pytest.mark.parametrize("text", ["", " \n ", "a" * 4001])
def test_an_empty_or_endless_text_is_refused(board: Desk, text: str) -> None:
    with pytest.raises(BadInput):
        talk(board, text)
    assert len(talk(board, "a" * 4000).comment.text) == 4000


def test_nobody_talks_or_shows_about_what_they_do_not_see(board: Desk) -> None:
    for item in ("A-004", AUDIT, "A-999", "x/y/z"):
        with pytest.raises(NotFound, match=item):
            talk(board, "hoi", item=item, actor=PIET)
        with pytest.raises(NotFound, match=item):
            show(board, item=item, actor=PIET)


def test_who_is_called_in_has_to_see_it(board: Desk) -> None:
    said = talk(board, "@piet en @noor, kijken jullie mee?")
    assert said.comment.mentions == (NOOR,)
    assert [str(one) for one in said.warnings] == [
        "'@piet' does not hear of this: nobody who sees it is called so"
    ]


def test_a_pupils_name_is_warned_of_and_never_refused(board: Desk) -> None:
    said = talk(board, "Leerling Daan Smit leest nu beter.")
    assert [str(one) for one in said.warnings] == ["'Leerling Daan Smit' looks as if it names a pupil"]


def test_what_is_shown_counts_as_evidence(board: Desk) -> None:
    with pytest.raises(BadInput, match="evidence"):
        board.act(SAID, Event.REPORT_DONE, ANNA, "A-005", done="Rooster hangt")
    shown = show(board)
    assert (shown.id, shown.media, shown.size) == ("A-005/evidence-1", "application/pdf", len(ROOSTER))
    assert shown.digest == sha256(ROOSTER).hexdigest()
    done = board.act(SAID, Event.REPORT_DONE, ANNA, "A-005", done="Rooster hangt")
    assert (done.phase, done.evidence) == (Phase.CHECK, (shown.id,))
    with board.store.reading("kade") as session:
        assert session.evidence_body(shown.digest) == ROOSTER
    assert board.store.verify("kade") == []


def test_the_same_file_is_kept_once(board: Desk) -> None:
    first = show(board)
    assert show(board, name="nog eens.pdf") == first
    assert show(board, actor=TESS, body=ROOSTER + b"\n").id == "A-005/evidence-2"
    assert board.action("A-005").evidence == ("A-005/evidence-1", "A-005/evidence-2")
    assert show(board, item=AUDIT, actor=QUIN).id == f"{AUDIT}/evidence-1"


def test_an_item_has_fifty_files_at_most_and_what_is_there_may_come_again(board: Desk) -> None:
    first = show(board)
    for number in range(2, 51):
        show(board, body=ROOSTER + b"\n" * number)
    with pytest.raises(Refused, match="A-005 has 50 files already"):
        show(board, body=ROOSTER + b"nog een")
    assert show(board) == first
    assert len(board.action("A-005").evidence) == 50
    assert show(board, item="A-004").id == "A-004/evidence-1"


def test_a_file_that_is_not_taken_changes_nothing(board: Desk) -> None:
    before = board.action("A-005")
    with pytest.raises(BadInput, match="cannot be kept"):
        show(board, body=b"<script>alert(1)</script>")
    assert board.action("A-005") == before


def test_nothing_is_added_to_what_has_ended(board: Desk) -> None:
    board.act(SAID, Event.CANCEL, TESS, "A-004", reason="dubbel")
    with pytest.raises(Refused, match="A-004 is cancelled"):
        show(board, item="A-004")
    board.on_cycle(SAID, AUDIT, CycleEvent.CANCEL, QUIN, reason="school fuseert")
    with pytest.raises(Refused, match="cancelled"):
        show(board, item=AUDIT, actor=QUIN)
    assert talk(board, "Jammer.", actor=TESS).comment.id == "A-004/comment-1"


def test_a_file_stays_when_the_step_before_it_is_taken_back(board: Desk) -> None:
    first = show(board)
    board.act(SAID, Event.REPORT_DONE, ANNA, "A-005", done="Rooster hangt", evidence=("in de kast",))
    second = show(board, actor=TESS, body=ROOSTER + b"\n")
    back = board.act(SAID, Event.TAKE_BACK, ANNA, "A-005")
    assert (back.phase, back.evidence) == (Phase.DO, (first.id, second.id))


def test_a_file_is_fetched_by_whoever_sees_what_it_was_shown_for(board: Desk) -> None:
    shown = show(board)
    with board.store.reading("kade") as session:
        assert fetch_evidence(session, SHIPPED, shown.id, QUIN, board.at(SAID)) == (shown, ROOSTER)
        for id, email in ((shown.id, PIET), ("A-005/evidence-9", QUIN)):
            with pytest.raises(NotFound, match=f"no evidence '{id}'"):
                fetch_evidence(session, SHIPPED, id, email, board.at(SAID))


def test_of_a_file_whose_bytes_were_erased_nothing_is_fetched(board: Desk) -> None:
    shown = show(board)
    with board.store.engine.begin() as connection:
        connection.execute(delete(evidence_bytes))
    with board.store.reading("kade") as session, pytest.raises(NotFound, match=f"no evidence '{shown.id}'"):
        fetch_evidence(session, SHIPPED, shown.id, QUIN, board.at(SAID))
