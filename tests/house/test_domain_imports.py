"""The domain needs nothing but Python and date recurrence: rules that no framework can change."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = sys.stdlib_module_names | {"dateutil", "pdca"}
SIDE_EFFECTS = {"asyncio", "http", "logging", "os", "smtplib", "socket", "sqlite3", "subprocess", "threading"}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found.add(node.module.partition(".")[0])
    return found


def test_the_domain_imports_only_the_standard_library_and_dateutil() -> None:
    modules = sorted((ROOT / "pdca" / "domain").rglob("*.py"))
    assert modules
    foreign = {str(path.relative_to(ROOT)): imports(path) - ALLOWED for path in modules}
    assert not {path: names for path, names in foreign.items() if names}


def test_the_domain_touches_nothing_outside_itself() -> None:
    modules = sorted((ROOT / "pdca" / "domain").rglob("*.py"))
    reaching = {str(path.relative_to(ROOT)): imports(path) & SIDE_EFFECTS for path in modules}
    assert not {path: names for path, names in reaching.items() if names}
