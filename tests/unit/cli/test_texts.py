"""Everything that the command line says can be said in Dutch."""

import pytest

from pdca.catalog.shipped import Shipped
from tests.unit.cli.texts import commands, help_texts, sentences

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
