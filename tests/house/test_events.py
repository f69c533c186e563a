"""The journal: every action that the code records can be said to the person, or is exempt."""

import ast
import re
from pathlib import Path

from inclusion.contributed import CONTRIBUTIONS
from tests.house.unsaid_actions import UNSAID

ROOT = Path(__file__).parent.parent.parent
ACTION = re.compile(r"[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*")
WRITERS = ("record", "note", "change")


def test_every_action_that_is_recorded_has_its_words():
    recorded = {action for path in (ROOT / "inclusion").rglob("*.py") for action in actions(path)}

    assert "account.signed_in" in recorded
    assert "appointment.called" in recorded
    assert recorded - set(CONTRIBUTIONS.event_words) - set(UNSAID) == set()


def test_every_exemption_is_needed():
    recorded = {action for path in (ROOT / "inclusion").rglob("*.py") for action in actions(path)}

    assert set(UNSAID) - recorded == set(), "exempt, but never recorded"
    assert set(UNSAID) & set(CONTRIBUTIONS.event_words) == set(), "exempt, yet said"


def actions(path):
    """Yield the actions of a module: `action=`, what is handed to `_record(…)`, constants."""
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(func=func, args=args, keywords=keywords):
                name = getattr(func, "attr", getattr(func, "id", ""))
                given = [word.value for word in keywords if word.arg == "action"]
                if "record" in name or name.lstrip("_").startswith(WRITERS):
                    given += args
                yield from filter(None, map(spoken, given))
            case ast.Assign(targets=[ast.Name() | ast.Tuple()], value=value) if (
                "queries" in path.parts or "service" in path.as_posix()
            ):
                values = value.elts if isinstance(value, ast.Tuple) else [value]
                yield from filter(None, map(spoken, values))


def spoken(node):
    """Return the text of a constant that is an action, None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if ACTION.fullmatch(node.value) else None
    return None
