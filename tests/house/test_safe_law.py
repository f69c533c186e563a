"""docs/safe-law.md: every row of the legal reference is shown by a test that runs, or answered."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from inclusion.db import Base
from inclusion.safe.rules import terms

ROOT = Path(__file__).parent.parent.parent
ROWS = [
    *(f"L{n}" for n in range(1, 14)),
    *(f"C{n}" for n in range(1, 6)),
    *(f"N{n}" for n in range(1, 11)),
    "G1",
    "G2",
]
ROW = re.compile(r"^\| ([LCNG]\d+) \| (.+?) \| (.+?) \| (.*?) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ANSWERED = re.compile(r"^(Not for us|Documented): .{20,}")
NEVER = ("mark.skip", "xfail", "mark.long")


@cache
def rows() -> dict[str, str]:
    return {
        row: proof for row, *_said, proof in ROW.findall((ROOT / "docs/safe-law.md").read_text())
    }


@cache
def functions_in(path: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


@cache
def marks_of(path: str) -> str:
    tree = ast.parse((ROOT / path).read_text())
    return " ".join(
        ast.unparse(node)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets)
    )


def test_the_table_has_each_row_once():
    found = [row for row, *_said in ROW.findall((ROOT / "docs/safe-law.md").read_text())]

    assert sorted(found) == sorted(ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_each_row_names_a_test_that_runs_or_answers(row):
    proof = rows()[row]
    named = NAMED.findall(proof)
    assert named or ANSWERED.match(proof), f"{row} is shown by nothing: {proof!r}"
    for path, name in named:
        assert (ROOT / path).exists(), f"{row} names {path}, which is not there"
        assert name in functions_in(path), f"{row} names {name}, which {path} has not"
        assert name.startswith("test_"), f"{row} names {name}, which is no test"
        marks = [ast.unparse(one) for one in functions_in(path)[name].decorator_list]
        for mark in (*marks, marks_of(path)):
            assert not any(one in mark for one in NEVER), f"{name} never runs"


@pytest.mark.parametrize("row", [row for row in ROWS if row in rows()])
def test_each_text_named_is_there(row):
    for name in re.findall(r"docs/[\w-]+\.md", rows()[row]):
        assert len((ROOT / name).read_text()) > 1_000, name


def test_backups_are_kept_as_long_as_the_certificate_says():
    said = (ROOT / "docs/operations.md").read_text()

    assert terms.BACKUP_DAYS == 30
    assert "Keep backups thirty days at most" in said


def test_no_column_holds_a_nir():
    words = ("nir", "secu", "social_security", "insee_number", "numero_securite")
    columns = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(column.name == word or column.name.startswith(f"{word}_") for word in words)
    ]

    assert len(Base.metadata.tables) > 20
    assert columns == []


def test_health_papers_are_asked_to_stay_outside():
    for name in ("deposit", "terms"):
        page = (ROOT / f"templates/safe/{name}.html").read_text()
        assert "Ne mettez pas de papiers de santé." in page
