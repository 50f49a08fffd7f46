"""Everything that the command line says can be said in Dutch."""

import re

import pytest
from typer.testing import CliRunner

from pdca.catalog.shipped import Shipped
from pdca.cli.app import app
from tests.unit.cli.texts import commands, help_texts, sentences

IN_CAPITALS = {
    *(
        "OPTIES",
        "OPDRACHT",
        "WOORDEN",
        "BESTUUR",
        "CODE",
        "CODES",
        "DAG",
        "MAILADRES",
        "REF",
        "BESTAND",
        "MAP",
    ),
    *(
        "HOE",
        "ID",
        "PUNT",
        "PERSOON",
        "BERICHT",
        "SOORT",
        "N",
        "NAAM",
        "TEKST",
        "CYCLUS",
        "JSON",
        "HTML",
        "PDCA",
    ),
}
"""What stands for something to fill in, and names that are the same in every language."""

ENGLISH = re.compile(
    r"<\w+>|<=|\b(?:[Uu]sage|[Oo]ptions|[Aa]rguments|[Cc]ommands?|[Dd]efault|[Rr]equired|the|and|with|from|this|which)\b"
)
AS_THEY_ARE = re.compile(r"--[a-z-]+|\b[A-Z]-\d+|\b[A-Z]{2,3}:[A-Z]*\d|/[A-Z]{3}/")
"""Options, and references of actions, norms and schools."""

DUTCH = Shipped().language("nl").sentences


def test_every_help_text_has_its_dutch() -> None:
    assert sorted(help_texts() - DUTCH.keys()) == []


def test_every_sentence_has_its_dutch() -> None:
    assert sorted(sentences() - DUTCH.keys()) == []


def test_every_command_says_what_it_is_for() -> None:
    assert [path for path, command in commands().items() if not command.help] == []


@pytest.mark.parametrize("path", sorted(commands()))
def test_every_option_says_what_it_is_for(path: str) -> None:
    ours = [one for one in commands()[path].params if one.param_type_name == "option"]
    assert [one.name for one in ours if not one.help] == []


def test_no_page_of_help_has_english_left_in_dutch() -> None:
    wrong: list[tuple[str, str]] = []
    for path in sorted(commands()):
        page = CliRunner().invoke(app, [*path.split(), "--help"]).stdout
        assert page.startswith("Gebruik: "), path
        page = AS_THEY_ARE.sub("", page)
        words = set(re.findall(r"\b[A-Z]+\b", page)) - IN_CAPITALS
        wrong += [(path, word) for word in sorted(words) + ENGLISH.findall(page)]
    assert wrong == []
