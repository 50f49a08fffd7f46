"""The sentences that the source says: every template given to an error, a message or a noted problem."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]


def sources() -> list[tuple[Path, ast.Module]]:
    """Parse every module of the product."""
    paths = [path for package in ("pdca", "flows") for path in sorted((ROOT / package).rglob("*.py"))]
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def templates() -> dict[str, str]:
    """Return each template with the place of its first use."""
    modules, found = sources(), dict[str, str]()
    errors = _errors([module for _, module in modules])
    for path, module in modules:
        for node in ast.walk(module):
            for text in _said(node, errors):
                found.setdefault(text, f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}")
    return found


def constants() -> set[str]:
    """Return every text that stands in the source."""
    nodes = (node for _, module in sources() for node in ast.walk(module))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def formatted() -> list[str]:
    """Return the places where a template is put together on the spot, which no language can know."""
    modules = sources()
    errors = _errors([module for _, module in modules])
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and _name(node.func) in errors | {"Message"} and node.args
        if isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]


def _errors(modules: list[ast.Module]) -> set[str]:
    """Return the names of the classes below PdcaError."""
    classes = [node for module in modules for node in ast.walk(module) if isinstance(node, ast.ClassDef)]
    known = {"PdcaError"}
    while True:
        more = {one.name for one in classes if {_name(base) for base in one.bases} & known} - known
        if not more:
            return known
        known |= more


def _said(node: ast.AST, errors: set[str]) -> Iterator[str]:
    if isinstance(node, ast.ClassDef) and node.name in errors:
        yield from filter(None, [ast.get_docstring(node)])
    if not isinstance(node, ast.Call):
        return
    texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    name = _name(node.func)
    if name in errors | {"Message"} and node.args:
        yield from (text for text in texts[:1] if isinstance(node.args[0], ast.Constant) and " " in text)
    if name == "wrong":
        yield from (text for text in texts if " " in text)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
