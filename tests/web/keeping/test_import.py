"""A folder comes in through the browser: first everything that would change, then exactly that, or nothing at all."""

import io
import zipfile
from dataclasses import replace

import pytest

from pdca.domain.people.organisation import RoleAt
from tests.web.house import BOARD, Browser, House

NAIMA = "n.berkaoui"
PLACE = "/b/waterlijn/setup/import"
ABSENCES = "e-mail;eerste dag;laatste dag\nb.uitgeester@dewaterlijn.example;01-12-2026;04-12-2026\n"


@pytest.fixture
def manager(house: House) -> Browser:
    """The quality manager, on the page where files are chosen."""
    browser = house.browser(NAIMA)
    browser.get(PLACE)
    return browser


def sent(browser: Browser, *files: tuple[str, bytes]) -> int:
    answer = browser.submit("/setup/import", files=[("files", (name, body)) for name, body in files])
    return answer.status_code


def zipped(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def exported(manager: Browser) -> dict[str, bytes]:
    answer = manager.client.get("/b/waterlijn/setup/export.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def test_the_folder_that_is_taken_along_changes_nothing_when_it_comes_back(
    house: House, manager: Browser
) -> None:
    files = exported(manager)
    assert {"board.toml", "units.csv", "people.csv", "actions.csv"} <= files.keys()
    packed = manager.client.get("/b/waterlijn/setup/export.zip").content
    manager.get(PLACE)
    assert sent(manager, ("waterlijn.zip", packed)) == 200
    assert "Alles is al zoals deze bestanden zeggen." in manager.says


def test_one_table_is_enough_and_nothing_changes_before_it_is_taken_over(
    house: House, manager: Browser
) -> None:
    people = exported(manager)["people.csv"].decode("utf-8-sig").replace("Daan Ruitenboer", "Daan Ruitenberg")
    manager.get(PLACE)
    before = house.fingerprint()
    assert sent(manager, ("people.csv", people.encode())) == 200
    assert "Daan Ruitenboer → Daan Ruitenberg" in manager.says
    assert house.fingerprint() == before
    place = str(manager.page.url.path)  # type: ignore[union-attr]  # a page is open
    manager.submit(place)
    with house.runtime.store.reading(BOARD) as session:
        assert "Daan Ruitenberg" in {one.name for one in session.people()}
        assert session.events()[-1].actor == f"{NAIMA}@dewaterlijn.example"
    assert house.runtime.store.verify(BOARD) == []


def test_people_stand_in_a_trial_by_name_with_what_is_theirs(house: House, manager: Browser) -> None:
    actions = exported(manager)["actions.csv"].decode("utf-8-sig").replace("b.uitgeester@", "d.ruitenboer@")
    manager.get(PLACE)
    assert sent(manager, ("absences.csv", ABSENCES.encode()), ("actions.csv", actions.encode())) == 200
    said = " ".join(manager.says.split())
    assert (
        "Bram Uitgeester afwezigheid nieuw eerste dag: 1 december 2026; laatste dag: 4 december 2026" in said
    )
    assert (
        "Judith Kampsteen afwezigheid weg eerste dag: 9 november 2026; laatste dag: 4 december 2026" in said
    )
    assert "actiehouder: Bram Uitgeester → Daan Ruitenboer" in manager.says
    people = exported(manager)["people.csv"].decode("utf-8-sig")
    people = people.replace("Sanne Holtwijk;PSL-BOV;staff@", "Sanne Holtwijk;PSL-BOV;team_leader@")
    manager.get(PLACE)
    assert sent(manager, ("people.csv", people.encode())) == 200
    assert "rollen: medewerker@PSL-BOV → teamleider@PSL-BOV" in manager.says
    assert "@dewaterlijn.example" not in manager.says


def test_a_day_off_stands_in_a_trial_by_its_unit_and_its_days(manager: Browser) -> None:
    table = "eenheid;eerste dag;laatste dag;naam\nPSL;26-02-2027;;studiedag\n"
    assert sent(manager, ("vrije_dagen.csv", table.encode())) == 200
    said = " ".join(manager.says.split())
    assert "De Peilschaal: studiedag vrije dagen nieuw eerste dag: 26 februari 2027" in said
    assert "De Kribwal: tweede week meivakantie vrije dagen weg eerste dag: 3 mei 2027" in said
    assert "PSL/" not in said


def test_a_trial_says_what_to_do_on_pages_and_names_no_command(house: House, manager: Browser) -> None:
    tables = exported(manager)
    people = tables["people.csv"].decode("utf-8-sig").replace("safety_coordinator@", "staff@")
    rows = tables["actions.csv"].decode("utf-8-sig").splitlines()
    kept = [one for one in rows if not one.startswith("A-011")]
    manager.get(PLACE)
    assert sent(manager, ("people.csv", people.encode()), ("actions.csv", "\n".join(kept).encode())) == 200
    said = " ".join(manager.says.split())
    assert "laat de acties vervallen. Dat doe je op de pagina van de actie: A-011" in said
    assert "pdca " not in manager.says
    assert manager.page is not None
    for place in ("/b/waterlijn/actions/A-011", "/b/waterlijn/cycles"):
        assert f'<a href="{place}">' in manager.page.text


@pytest.mark.parametrize("is_given", [False, True], ids=["nobody", "given on a page"])
def test_a_role_is_called_vacant_when_nobody_has_it_whatever_the_folder_says(
    house: House, manager: Browser, *, is_given: bool
) -> None:
    people = exported(manager)["people.csv"].decode("utf-8-sig").replace("safety_coordinator@", "staff@")
    if is_given:
        with house.runtime.store.board(BOARD) as session:
            found = next(one for one in session.people() if one.email.startswith("d.ruitenboer@"))
            has_role = replace(found, roles=(*found.roles, RoleAt("safety_coordinator", "PSL")))
            session.record("person_handover", has_role, actor=found.email, at=house.clock.now())
    manager.get(PLACE)
    assert sent(manager, ("people.csv", people.encode())) == 200
    assert ("niemand is veiligheidscoördinator" in manager.says.casefold()) is not is_given


def test_every_problem_is_told_at_once_with_file_line_and_column(house: House, manager: Browser) -> None:
    before = house.fingerprint()
    wrong = (
        "email,first_day,last_day\n"
        "nobody@dewaterlijn.example,2026-12-01,\n"
        "b.uitgeester@dewaterlijn.example,31-02-2027,\n"
    )
    assert sent(manager, ("absences.csv", wrong.encode())) == 422
    assert "nobody@dewaterlijn.example" in manager.says
    assert "31-02-2027" in manager.says
    assert "absences.csv" in manager.says
    assert house.fingerprint() == before


def test_what_changed_meanwhile_is_shown_once_more_before_it_is_taken_over(
    house: House, manager: Browser
) -> None:
    people = exported(manager)["people.csv"].decode("utf-8-sig").replace("Daan Ruitenboer", "Daan Ruitenberg")
    manager.get(PLACE)
    sent(manager, ("people.csv", people.encode()))
    place = str(manager.page.url.path)  # type: ignore[union-attr]  # a page is open
    other = house.browser("b.uitgeester")
    other.get("/b/waterlijn/actions/A-004")
    other.submit("/do/report_done", done="Rooster hangt")
    manager.submit(place)
    assert "Er is intussen iets veranderd." in manager.says
    with house.runtime.store.reading(BOARD) as session:
        assert "Daan Ruitenberg" not in {one.name for one in session.people()}


STRANGE = (
    ("a.zip", b"PK\x03\x04 no zip at all"),
    ("a.zip", zipped(**{"../../people.csv": "x"})),
    ("a.zip", zipped(**{"/etc/people.csv": "x"})),
    ("a.zip", zipped(**{"..\\people.csv": "x"})),
    ("a.exe", b"MZ"),
    ("a.zip", zipped(**{"readme.md": "x"})),
    ("people.csv", b"\x00\x01\x02"),
    ("people.csv", b""),
    ("C:people.csv", b"x"),
    ("board.toml", b'slug = "other"\nname = "x"\nmail_from = "x@y.example"\n'),
)


@pytest.mark.parametrize(
    ("name", "body"), STRANGE, ids=[f"{number}-{name}" for number, (name, _) in enumerate(STRANGE)]
)
def test_what_is_no_board_folder_is_refused_in_words_and_leaves_nothing(
    house: House, manager: Browser, name: str, body: bytes
) -> None:
    before = house.fingerprint()
    assert sent(manager, (name, body)) == 422
    assert house.fingerprint() == before


def test_a_zip_that_unpacks_to_far_too_much_is_refused(house: House, manager: Browser) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("people.csv", b"0" * 30_000_000)
    assert sent(manager, ("bomb.zip", packed.getvalue())) == 422


def test_nothing_chosen_is_told_at_the_field(manager: Browser) -> None:
    assert manager.submit("/setup/import").status_code == 422
    assert "Kies minstens één bestand." in manager.says


@pytest.mark.parametrize("name", ["b.uitgeester", "a.kuipershof", "c.bosmade", "m.oldenhuis", "t.harkenma"])
def test_only_who_sets_the_board_up_comes_here(house: House, name: str) -> None:
    other = house.browser(name)
    assert other.get(PLACE).status_code == 404
    assert other.get("/b/waterlijn/setup/export.zip").status_code == 404


def test_of_a_programme_only_what_changes_is_told_in_words(manager: Browser) -> None:
    text = exported(manager)["programmes/internal-audit.toml"].decode()
    assert 'opens = "10-01"' in text
    manager.get(PLACE)
    changed = zipped(**{"programmes/internal-audit.toml": text.replace('"10-01"', '"11-01"')})
    assert sent(manager, ("waterlijn.zip", changed)) == 200
    assert "begint op: 10-01 → 11-01" in manager.says
    assert "school_year" not in manager.says


UNKNOWN = (
    ("acties november.csv", b"nummer;titel\n", "bedoel je 'acties.csv'?"),
    ("People 2026.xlsx", b"PK", "bedoel je 'people.xlsx'?"),
    ("acteis.csv", b"nummer;titel\n", "bedoel je 'acties.csv'?"),
    (
        "foto.csv",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        "noem het een van deze: bestuur.toml, eenheden.csv, personen.csv",
    ),
    (
        "foto.jpg",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        "noem het een van deze: bestuur.toml, eenheden.csv, personen.csv",
    ),
    ("afspraken.toml", b"dag = 1\n", "noem het een van deze: bestuur.toml, eenheden.csv, personen.csv"),
)


@pytest.mark.parametrize(("name", "body", "told"), UNKNOWN, ids=[name for name, _, _ in UNKNOWN])
@pytest.mark.parametrize("is_packed", [False, True], ids=["alone", "zipped"])
def test_a_file_without_a_known_name_is_refused_by_name_and_nothing_beside_it_is_taken_over(
    house: House, manager: Browser, name: str, body: bytes, told: str, *, is_packed: bool
) -> None:
    before = house.fingerprint()
    files = [("afwezigheid.csv", ABSENCES.encode()), (name, body)]
    if is_packed:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for one, content in files:
                archive.writestr(f"waterlijn/{one}", content)
        files = [("waterlijn.zip", packed.getvalue())]
    is_beside = is_packed and name.endswith(".jpg")
    assert sent(manager, *files) == (200 if is_beside else 422)
    if not is_beside:
        assert name in manager.says
        assert told in manager.says
    assert house.fingerprint() == before


def test_the_history_that_was_taken_along_with_a_folder_is_no_problem(manager: Browser) -> None:
    packed = zipped(**{"w/history/events.csv": "seq\n1\n", "w/absences.csv": ABSENCES})
    assert sent(manager, ("w.zip", packed)) == 200


@pytest.mark.parametrize("name", ["internal-audit.toml", "interne audit 2027.toml"])
def test_a_programme_by_itself_takes_the_place_of_the_one_with_its_code(manager: Browser, name: str) -> None:
    text = exported(manager)["programmes/internal-audit.toml"].decode().replace('"10-01"', '"11-01"')
    manager.get(PLACE)
    assert sent(manager, (name, text.encode())) == 200
    assert "begint op: 10-01 → 11-01" in manager.says


def test_a_programme_that_is_no_toml_is_told_with_its_line(manager: Browser) -> None:
    assert sent(manager, ("audit.toml", b'code = "audit"\nkind = "custom\n')) == 422
    assert "audit.toml regel 2 dit is geen TOML" in " ".join(manager.says.split())


HEADS = (
    ("email,first_day,last_day\n", "31-02-2027", "eerste dag"),
    ("e-mail;vanaf;laatste dag\n", "31-02-2027", "vanaf"),
    ("email;first day;laatste dag\n", "31-02-2027", "eerste dag"),
)


@pytest.mark.parametrize(("header", "day", "named"), HEADS, ids=["english", "another-word", "english-words"])
def test_a_problem_names_the_column_in_dutch_and_the_file_as_it_is(
    manager: Browser, header: str, day: str, named: str
) -> None:
    separator = ";" if ";" in header else ","
    row = separator.join(("b.uitgeester@dewaterlijn.example", day, ""))
    assert sent(manager, ("afwezigheid.csv", f"{header}{row}\n".encode())) == 422
    assert f"afwezigheid.csv regel 2 {named} '31-02-2027' is geen dag" in " ".join(manager.says.split())


def test_a_missing_column_and_those_that_are_known_are_named_in_dutch(manager: Browser) -> None:
    table = "e-mail;laatste dagg;eerste dag\n"
    assert sent(manager, ("afwezigheid.csv", table.encode())) == 422
    told = " ".join(manager.says.split())
    assert "laatste dag deze kolom ontbreekt" in told
    assert "bedoel je 'laatste dag'? Gebruik: e-mail, eerste dag, laatste dag" in told


def test_an_empty_table_is_told_once_with_the_columns_that_it_needs(manager: Browser) -> None:
    assert sent(manager, ("afwezigheid.csv", b"")) == 422
    told = " ".join(manager.says.split())
    assert "deze tabel is leeg; zet de namen van de kolommen in de eerste rij: e-mail, eerste dag" in told
    assert "deze kolom ontbreekt" not in told
    assert "Eén ding klopt niet." in told


def test_a_column_of_ones_own_is_let_be_and_only_told(manager: Browser) -> None:
    table = ABSENCES.replace("laatste dag", "laatste dag;opmerking").replace("04-12-2026", "04-12-2026;griep")
    assert sent(manager, ("afwezigheid.csv", table.encode())) == 200
    told = " ".join(manager.says.split())
    assert "afwezigheid.csv: deze kolommen worden niet gelezen: opmerking;" in told
    assert "bekend zijn hier: e-mail, eerste dag, laatste dag" in told


def test_who_takes_part_comes_in_with_the_plan_of_approach(house: House, manager: Browser) -> None:
    assert "approach.toml" not in exported(manager)
    manager.get(PLACE)
    assert sent(manager, ("Plan van aanpak.toml", b'units = ["PSL"]')) == 200
    assert "plan van aanpak" in manager.says
    manager.submit(manager.at)
    assert b'units = ["PSL"]' in exported(manager)["approach.toml"]
    manager.get("/b/waterlijn/setup/programmes")
    assert "alleen voor De Peilschaal" in manager.says
    manager.get("/b/waterlijn/setup/plan?step=overview")
    assert "Naima Berkaoui" in manager.says
    assert house.runtime.store.verify(BOARD) == []
    manager.get(PLACE)
    assert sent(manager, ("approach.toml", b'units = ["PSL", "SLH"]')) == 200
    assert "PSL → PSL; SLH" in manager.says
    manager.get(PLACE)
    assert sent(manager, ("approach.toml", b'units = ["PSLL"]')) == 422
    assert "bedoel je 'PSL'" in manager.says


def test_people_with_another_head_are_told_of_the_columns_and_of_nothing_that_follows_from_them(
    manager: Browser,
) -> None:
    people = "naam;mail\nAnna Nieuw;anna.nieuw@dewaterlijn.example\n"
    absences = ABSENCES.replace("01-12-2026", "31-02-2027")
    assert sent(manager, ("personen.csv", people.encode()), ("afwezigheid.csv", absences.encode())) == 422
    told = " ".join(manager.says.split())
    assert told.count("deze kolom ontbreekt") == 5
    assert "heeft het adres" not in told
    assert told.rindex("deze kolom ontbreekt") < told.index("31-02-2027")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("31-02-2027", "'31-02-2027' is geen dag die bestaat"),
        ("morgen", "'morgen' is geen datum; schrijf hem als 2026-11-13 of 13-11-2026"),
    ],
)
def test_a_day_that_does_not_exist_is_not_told_how_to_be_written(
    manager: Browser, day: str, said: str
) -> None:
    assert sent(manager, ("afwezigheid.csv", ABSENCES.replace("01-12-2026", day).encode())) == 422
    assert said in " ".join(manager.says.split())
    assert ("schrijf hem" in manager.says) is ("schrijf hem" in said)


def test_a_table_with_rows_missing_is_told_that_it_replaces_all_of_them_and_other_tables_get_no_blame(
    manager: Browser,
) -> None:
    people = (
        "naam;email;eenheid;rollen;taal;vervanger;actief tot\nZoë van Dam;zoe@dewaterlijn.example;PSL;;nl;;\n"
    )
    assert sent(manager, ("personen.csv", people.encode("cp1252"))) == 422
    told = " ".join(manager.says.split())
    assert "regels in andere tabellen hebben iets nodig wat in jouw bestanden ontbreekt." in told
    assert "Een tabel komt in de plaats van de hele tabel die er was." in told
    assert "dingen kloppen niet" not in told
    assert "Acties regel 2 actiehouder niemand in de tabel met mensen heeft het adres" in told
    assert ".csv regel" not in told, "no file that was not chosen"


def test_what_is_wrong_in_ones_own_table_stands_apart_from_what_no_longer_fits_elsewhere(
    manager: Browser,
) -> None:
    people = "naam;email;eenheid;rollen;taal;vervanger;actief tot\nZoë van Dam;zoë;PSL;;nl;;\n"
    assert sent(manager, ("personen.csv", people.encode("cp1252"))) == 422
    told = " ".join(manager.says.split())
    assert "Eén ding klopt niet. Er is niets veranderd." in told
    assert "personen.csv regel 2 email 'zoë' is geen mailadres" in told
    assert "regels in andere tabellen hebben iets nodig" in told
