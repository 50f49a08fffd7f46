"""Saying something about an action and showing a file for it: for whoever sees it, and never opened as a page."""

import pytest

from tests.web.house import BOARD, House, who

PAGE = f"/b/{BOARD}/actions/A-004"
PICTURE = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def test_what_somebody_says_stands_on_the_page_and_calls_a_colleague_in(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(PAGE)
    browser.submit(
        "/talk",
        text="Het rooster hangt.\n@Carolien Bosmade kijk je mee? @Fenna Stroobach ook? En leerling Daan Smit?",
    )
    assert (
        "Geplaatst. '@Fenna Stroobach' krijgt geen bericht: niemand die dit ziet, heet zo. "
        "'leerling Daan Smit' lijkt op de naam van een leerling. Gebruik een code" in browser.says
    )
    assert "Geplaatst." in browser.says
    assert "Het rooster hangt." in browser.says
    with house.runtime.store.reading(BOARD) as session:
        said = session.comments_of(["A-004"])
    assert [one.mentions for one in said] == [(who("c.bosmade"),)]
    other = house.browser("c.bosmade")
    other.get(PAGE)
    assert "Het rooster hangt." in other.says


def test_what_is_said_is_text_and_never_markup(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(PAGE)
    page = browser.submit("/talk", text="<script>alert(1)</script><b>vet</b>")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_saying_it_twice_by_a_double_click_says_it_once(house: House) -> None:
    browser = house.browser("b.uitgeester")
    page = browser.get(PAGE)
    for _ in range(2):
        browser.page = page
        browser.submit("/talk", text="Een keer")
    with house.runtime.store.reading(BOARD) as session:
        assert len(session.comments_of(["A-004"])) == 1


def test_saying_nothing_is_asked_again(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(PAGE)
    page = browser.submit("/talk", text="  ")
    assert page.status_code == 422
    assert 'id="f-text-error"' in page.text


def test_an_action_that_one_does_not_see_cannot_be_talked_about_or_shown_a_file_for(house: House) -> None:
    browser = house.browser("f.stroobach")
    browser.get(f"/b/{BOARD}/actions")
    assert browser.post(f"/b/{BOARD}/talk", {"item": "A-030", "text": "hallo"}).status_code == 404
    browser.get(f"/b/{BOARD}/actions")
    sent = {"file": ("verslag.pdf", PICTURE, "application/pdf")}
    assert browser.post(f"/b/{BOARD}/evidence", {"item": "A-030"}, files=sent).status_code == 404


def test_a_file_is_kept_and_handed_out_to_save_under_its_own_name(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(PAGE)
    browser.submit("/evidence", files={"file": ("rooster à la carte.pdf", PICTURE, "text/html")})
    assert "Het bestand is toegevoegd." in browser.says
    assert "rooster à la carte.pdf" in browser.says
    answer = house.browser("c.bosmade").get(f"/b/{BOARD}/evidence/A-004/evidence-1")
    assert answer.content == PICTURE
    assert answer.headers["content-type"] == "application/pdf", "what its bytes say, not what was claimed"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''rooster%20%C3%A0%20la%20carte.pdf" in answer.headers["content-disposition"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_file_of_an_action_that_one_does_not_see_is_not_there(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(PAGE)
    browser.submit("/evidence", files={"file": ("rooster.pdf", PICTURE, "application/pdf")})
    place = f"/b/{BOARD}/evidence/A-004/evidence-1"
    assert house.browser("e.vermolenaar").get(place).status_code == 404
    assert house.browser().get(place, follow_redirects=False).status_code in (303, 401)
    assert house.browser("b.uitgeester").get(f"/b/{BOARD}/evidence/A-004/evidence-9").status_code == 404


@pytest.mark.parametrize(
    ("name", "body"),
    [("x.html", b"<html><script>1</script>"), ("x.pdf", b"<svg onload=1>"), ("x.exe", b"MZ\x90")],
)
def test_a_file_that_could_be_a_program_is_refused_with_the_reason(
    house: House, name: str, body: bytes
) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(PAGE)
    page = browser.submit("/evidence", files={"file": (name, body, "application/pdf")})
    assert page.status_code == 422
    assert 'id="f-file-error"' in page.text


def test_no_file_at_all_is_asked_for_again(house: House) -> None:
    browser = house.browser("b.uitgeester")
    browser.get(PAGE)
    assert (
        browser.submit("/evidence", files={"file": ("", b"", "application/octet-stream")}).status_code == 422
    )
    assert "Kies eerst een bestand." in browser.says


def test_a_file_counts_where_evidence_is_asked_for(house: House) -> None:
    place = f"/b/{BOARD}/actions/A-030"
    browser = house.browser("e.vermolenaar")
    browser.get(place)
    assert browser.submit("/do/report_done", done="Overal getekend").status_code == 422
    browser.get(place)
    browser.submit("/evidence", files={"file": ("lijst.pdf", PICTURE, "application/pdf")})
    browser.submit("/do/report_done", done="Overal getekend")
    with house.runtime.store.reading(BOARD) as session:
        assert session.action("A-030").phase == "check"
