"""docs/asvs.md: every item of ASVS 5.0 level 1 and 2, chapters V6 to V10, is shown or answered."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SECTIONS = {
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
    "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "9.1": 3, "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
}  # fmt: skip
"""How many items of level 1 or 2 each section has; they are its first ones."""
ITEMS = [f"{section}.{n}" for section, count in SECTIONS.items() for n in range(1, count + 1)]
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (.*?) \|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ANSWERED = re.compile(r"^(Not for us|Documented|Deviation): .{20,}")


@cache
def rows() -> dict[str, tuple[str, str]]:
    text = (ROOT / "docs/asvs.md").read_text()
    return {item: (how, proof) for item, how, proof in ROW.findall(text)}


@cache
def tests_of(path: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_table_has_each_item_once():
    assert sorted(rows()) == sorted(ITEMS)


@pytest.mark.parametrize("item", ITEMS)
def test_each_item_names_a_test_that_exists_or_answers(item):
    _how, proof = rows()[item]
    named = NAMED.findall(proof)
    assert named or ANSWERED.match(proof), f"{item} is shown by nothing: {proof!r}"
    for path, name in named:
        assert (ROOT / path).exists(), f"{item} names {path}, which is not there"
        assert name in tests_of(path), f"{item} names {name}, which {path} has not"
        assert name.startswith("test_"), f"{item} names {name}, which is no test"
        skips = [ast.unparse(d) for d in tests_of(path)[name].decorator_list]
        assert not any("mark.skip" in one or "xfail" in one for one in skips), f"{name} never runs"
