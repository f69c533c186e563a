"""The style sheet: small, for old telephones, for both directions, and our own."""

import re
from pathlib import Path

import tinycss2

ROOT = Path(__file__).parent.parent.parent
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
MOST_BYTES = 20_000
SIDES = re.compile(r"(^|-)(left|right)($|-)")


def declarations():
    """Yield every declaration of every sheet, with its file."""
    for path in SHEETS:
        rules = tinycss2.parse_stylesheet(
            path.read_text(), skip_comments=True, skip_whitespace=True
        )
        for rule in flattened(rules):
            for item in tinycss2.parse_blocks_contents(
                rule.content, skip_comments=True, skip_whitespace=True
            ):
                yield path.name, rule, item


def flattened(rules):
    for rule in rules:
        assert rule.type != "error", rule.message
        if rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports", "keyframes"):
            yield from flattened(
                tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            )
        elif rule.content is not None:
            yield rule


def test_the_sheets_weigh_twenty_kilobytes_at_most():
    assert sum(path.stat().st_size for path in SHEETS) <= MOST_BYTES


def test_every_declaration_is_well_formed():
    for name, _rule, item in declarations():
        assert item.type in ("declaration", "at-rule"), (name, item.type, item.serialize()[:80])


def test_no_rule_names_a_side():
    """Right to left mirrors the page: only start and end exist."""
    wrong = []
    for name, rule, item in declarations():
        if item.type != "declaration" or rule.type == "at-rule":
            continue
        value = tinycss2.serialize(item.value).strip()
        if SIDES.search(item.lower_name) or value in ("left", "right"):
            wrong.append(f"{name}: {item.lower_name}: {value}")

    assert wrong == []


def test_nothing_is_used_that_an_old_telephone_drops():
    for path in SHEETS:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        assert "@layer" not in text, path.name
        assert ":has(" not in text, path.name
        assert "clamp(" not in text, path.name
        assert not re.search(r"[{;]\s*&", text), f"{path.name} nests"
        assert "@import" not in text, path.name
        assert "@font-face" not in text, path.name
        assert not re.search(r"url\((?!['\"]?data:)", text), path.name


def test_the_design_system_of_the_state_is_nowhere():
    """It is not ours to use, nor its fonts, its blue, its class names."""
    files = [
        *SHEETS,
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "inclusion").rglob("*.py"),
    ]
    for path in files:
        text = path.read_text()
        found = re.search(r"dsfr|Marianne|bloc-marque|#000091|class=\"[^\"]*\bfr-|\.fr-", text)
        assert not found, f"{path}: {found.group() if found else ''}"
