"""Sentences of the English pages read as English, with the names that files have in English."""

from tests.web.house import BOARD, House


def test_english_pages_read_as_english(house: House) -> None:
    reader = house.browser("n.berkaoui")
    reader.client.cookies.set("pdca-lang", "en")
    reader.get(f"/b/{BOARD}/work")
    assert "What will be in your next mail?" in reader.says
    reader.get(f"/b/{BOARD}/setup/import")
    assert "For example people.xlsx or actions.csv." in reader.says
    assert "personen.xlsx" not in reader.says


def test_dutch_pages_name_the_files_in_dutch(house: House) -> None:
    reader = house.browser("n.berkaoui")
    reader.get(f"/b/{BOARD}/setup/import")
    assert "Bijvoorbeeld personen.xlsx of acties.csv." in reader.says
