"""Every sentence of a page has its Dutch, and no Dutch stands there for nobody."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import nodes

from pdca.catalog.shipped import Shipped
from pdca.web.page.rendering import environment
from pdca.web.page.words import dutch, web_folder

ROOT = Path(__file__).parents[3]
SAYING = {"say": 1, "count": 2}
"""What says a sentence, and how many of its first arguments are sentences."""

TEMPLATES = sorted(path.relative_to(web_folder()).as_posix() for path in web_folder().rglob("*.j2"))
WORDS = sorted((web_folder() / "_words").glob("*.toml"))


def said_in_template(name: str) -> Iterator[str]:
    source = (web_folder() / name).read_text("utf-8")
    for call in environment().parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in SAYING:
            for argument in call.args[: SAYING[call.node.name]]:
                yield from texts_in(argument)


def texts_in(argument: nodes.Expr) -> Iterator[str]:
    """Yield a sentence, and those among which a template chooses."""
    if isinstance(argument, nodes.Const):
        yield argument.value
    elif isinstance(argument, nodes.CondExpr):
        yield from (
            text for one in (argument.expr1, argument.expr2) if one is not None for text in texts_in(one)
        )


def constants(argument: ast.AST) -> Iterator[str]:
    for one in ast.walk(argument):
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield one.value


def said_in_python() -> Iterator[str]:
    for path in sorted((ROOT / "pdca" / "web").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            number = SAYING.get(name, 1 if name in MADE_OF_A_SENTENCE else 0)
            for argument in call.args[:number]:
                yield from constants(argument)
            yield from (text for one in call.keywords if one.arg == "says" for text in constants(one.value))


MADE_OF_A_SENTENCE = {"Message", "BadInput", "Refused", "NotFound", "Misconfigured", "Stale"}


def known() -> set[str]:
    return set(dutch()) | set(Shipped().language("nl").sentences)


def test_every_sentence_in_a_template_has_its_dutch() -> None:
    said = known()
    missing = {(name, text) for name in TEMPLATES for text in said_in_template(name) if text not in said}
    assert sorted(missing) == []


def test_every_sentence_in_the_code_of_the_web_has_its_dutch() -> None:
    assert sorted({text for text in said_in_python() if " " in text} - known()) == []


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.stem)
def test_dutch_keeps_the_facts_of_its_sentence(path: Path) -> None:
    facts = re.compile(r"{(\w+)}")
    for english, said in tomllib.loads(path.read_text("utf-8")).items():
        assert set(facts.findall(said)) <= set(facts.findall(english)), english


def test_no_sentence_stands_in_two_files() -> None:
    seen: dict[str, str] = {}
    for path in WORDS:
        for english, said in tomllib.loads(path.read_text("utf-8")).items():
            assert seen.setdefault(english, said) == said, english
