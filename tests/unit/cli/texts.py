"""Every text that the command line says: the help of all commands, and the sentences in its source."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from pdca.cli.app import app
from pdca.cli.terminal.groups import Elsewhere
from pdca.cli.terminal.helping import TYPERS

SOURCE = Path(__file__).parents[3] / "pdca" / "cli"


def commands() -> dict[str, Any]:
    """Return every command and group by its path, such as `action commit`."""
    root = get_command(app)
    found: dict[str, Any] = {"": root}
    waiting = [("", root)]
    while waiting:
        path, group = waiting.pop()
        for name, command in getattr(group, "commands", {}).items():
            real = command.found() if isinstance(command, Elsewhere) else command
            found[f"{path} {name}".strip()] = real
            waiting.append((f"{path} {name}".strip(), real))
    return found


def help_texts() -> set[str]:
    """Return what the help of all commands says."""
    texts = set(TYPERS)
    for command in commands().values():
        texts |= {command.help, command.epilog} - {None}
        texts |= {text for one in command.params for text in (one.help, one.metavar) if text}
    root: Any = get_command(app)
    texts |= {one.rich_help_panel for one in root.commands.values()}
    return texts


def sentences() -> set[str]:
    """Return the literal texts that are said somewhere: as an argument, or from a row that is gone through."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))]
    return {text for tree in trees for node in ast.walk(tree) for text in _said(node)}


def _said(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and _is_saying(node):
        yield from _literal(node.args[:1])
    if isinstance(node, ast.ListComp) and isinstance(node.elt, ast.Call) and _is_saying(node.elt):
        rows = node.generators[0].iter
        if isinstance(rows, ast.Tuple):
            yield from _literal(rows.elts)


def _is_saying(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name == "say"


def _literal(nodes: list[ast.expr]) -> Iterator[str]:
    return (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
