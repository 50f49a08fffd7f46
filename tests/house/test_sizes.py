"""Small modules, short functions, few modules to a package: a reader holds one thing at a time."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINES_OF_A_MODULE = 300
LINES_OF_A_FUNCTION = 50
MODULES_OF_A_PACKAGE = 10
EMPTY_NAMES = {"base", "common", "core", "helper", "helpers", "manager", "misc", "util", "utils"}

# Path -> why it may be larger. Empty is how it should stay.
ALLOWED: dict[str, str] = {}


def modules() -> Iterator[Path]:
    for package in ("pdca", "flows"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "versions" not in path.parts:  # migrations: each is final once it has run somewhere
                yield path


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_modules_are_small() -> None:
    sizes = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    large = {module: size for module, size in sizes.items() if size > LINES_OF_A_MODULE}
    assert large.keys() == ALLOWED.keys(), f"over {LINES_OF_A_MODULE} lines, or no longer: {large}"


def test_functions_are_short() -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name} ({node.end_lineno - node.lineno + 1})"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LINES_OF_A_FUNCTION
    ]
    assert not long, f"over {LINES_OF_A_FUNCTION} lines"


def test_packages_hold_few_modules() -> None:
    counts: dict[str, int] = {}
    for path in modules():
        if path.name != "__init__.py":
            counts[name(path.parent)] = counts.get(name(path.parent), 0) + 1
    crowded = {package: count for package, count in counts.items() if count > MODULES_OF_A_PACKAGE}
    assert not crowded, f"over {MODULES_OF_A_PACKAGE} modules"


def test_names_say_what_a_module_is_about() -> None:
    assert not [name(path) for path in modules() if {path.stem, path.parent.name} & EMPTY_NAMES]
