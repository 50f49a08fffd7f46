"""Every kind in every language, word for word. Rewrite after a wanted change: GOLDEN=rewrite."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pdca.domain.errors import NotFound
from pdca.mail.compose import compose, render
from pdca.mail.gallery import everything, gallery, letters, preview
from pdca.mail.sign_in import compose_sign_in, render_sign_in, sample_sign_in
from pdca.mail.words.samples import sample

GOLDEN = Path(__file__).parent / "golden"
EVERYTHING, LETTERS = everything(), letters()
REWRITE = os.environ.get("GOLDEN") == "rewrite"
MESSAGES = ("overdue-nl", "digest-en", "thanks-nl-u")
LETTER = "sign_in-nl"


def hold(path: Path, written: bytes) -> None:
    if REWRITE:
        path.write_bytes(written)
    assert written == path.read_bytes(), f"{path.name} differs; run with GOLDEN=rewrite if that is meant"


@pytest.mark.parametrize("name", sorted(EVERYTHING))
def test_a_mail_reads_as_it_did(name: str) -> None:
    parts = render(EVERYTHING[name])
    hold(GOLDEN / f"{name}.txt", f"{parts.subject}\n\n{parts.text}\n".encode())
    hold(GOLDEN / f"{name}.html", f"{parts.html}\n".encode())


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_the_same_to_the_byte(name: str) -> None:
    hold(GOLDEN / f"{name}.eml", compose(EVERYTHING[name]))


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_a_letter_reads_as_it_did(name: str) -> None:
    parts = render_sign_in(LETTERS[name])
    hold(GOLDEN / f"{name}.txt", f"{parts.subject}\n\n{parts.text}\n".encode())
    hold(GOLDEN / f"{name}.html", f"{parts.html}\n".encode())


def test_a_letter_is_the_same_to_the_byte() -> None:
    hold(GOLDEN / f"{LETTER}.eml", compose_sign_in(LETTERS[LETTER]))


def test_no_golden_file_is_an_orphan() -> None:
    expected = {f"{name}.{kind}" for name in EVERYTHING | LETTERS for kind in ("txt", "html")}
    assert {path.name for path in GOLDEN.iterdir()} == expected | {
        f"{name}.eml" for name in (*MESSAGES, LETTER)
    }


def test_a_preview_shows_what_is_sent() -> None:
    assert preview("overdue", "en") == render(sample("overdue", "en"))
    assert preview("sign_in", "en") == render_sign_in(sample_sign_in("en"))


def test_a_preview_of_what_does_not_exist_names_what_does() -> None:
    with pytest.raises(NotFound, match="overdue"):
        preview("late", "nl")
    with pytest.raises(NotFound, match="nl or en"):
        preview("overdue", "de")


def test_a_gallery_without_a_browser_says_loudly_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "no-browser"))
    shown = gallery(tmp_path / "mails")

    assert shown.missing.startswith("NO PICTURES")
    assert {path.suffix for path in shown.files} == {".txt", ".html"}
    assert len(shown.files) == 2 * (len(EVERYTHING) + len(LETTERS))
