"""The repository: files say what they hold, stay short, and hold no address or secret."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LONGEST = 350
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
).stdout.splitlines()
PYTHON = [ROOT / name for name in TRACKED if name.endswith(".py") and (ROOT / name).exists()]


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_holds(path):
    module = ast.parse(path.read_text())

    assert ast.get_docstring(module), f"{path} has no docstring"


def test_no_module_tires_its_reader():
    long = [
        f"{path.relative_to(ROOT)}: {len(path.read_text().splitlines())} lines"
        for path in PYTHON
        if path.is_relative_to(ROOT / "inclusion") and len(path.read_text().splitlines()) > LONGEST
    ]

    assert long == []


def test_a_package_says_and_does_nothing_more():
    """`__init__.py` holds a docstring, a vocabulary (`rules`) or a blueprint."""
    for path in PYTHON:
        if path.name != "__init__.py" or path.parent.name in ("rules", "views"):
            continue
        for node in ast.parse(path.read_text()).body:
            is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            assert is_text or isinstance(node, ast.Assign | ast.ImportFrom), path


def test_no_import_hides_in_a_function():
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in PYTHON
        if path.is_relative_to(ROOT / "inclusion")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_no_lock_names_a_registry():
    """Packages come by name and hash, from wherever the machine takes them."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text()
    for path in (ROOT / "tests/tools").glob("**/package-lock.json"):
        if "node_modules" not in str(path.relative_to(ROOT)):
            assert '"resolved"' not in path.read_text()


def test_what_is_secret_or_built_is_not_tracked():
    for name in TRACKED:
        assert not name.startswith(("var/", ".venv/")), name
        assert not name.endswith((".mo", ".db", ".pyc")), name
