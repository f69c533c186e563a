"""Templates: each is used, each page extends a layout, none holds a script or a style."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "templates"
NAME = re.compile(r"[\"']([\w/]+\.(?:html|txt|svg))[\"']")
# Named by a variable: the error page by its status, the slips by their size.
PARTS = ("layouts/", "components/")


def every():
    return {
        str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.html")
    }


def test_every_template_is_used():
    code = " ".join(path.read_text() for path in (ROOT / "inclusion").rglob("*.py"))
    told = set(NAME.findall(code + " ".join(every().values())))

    assert set(every()) - told == set()


def test_every_template_that_is_named_exists():
    code = " ".join(path.read_text() for path in (ROOT / "inclusion").rglob("*.py"))
    told = {name for name in NAME.findall(code + " ".join(every().values())) if "/" in name}

    assert {name for name in told if name.endswith(".html")} - set(every()) == set()


def test_a_page_extends_a_layout():
    for name, text in every().items():
        is_part = name.startswith(PARTS) or Path(name).name.startswith("_")
        assert is_part or "{% extends " in text, name


def test_no_template_holds_a_script_or_a_style():
    for name, text in every().items():
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=\"", text), name


def test_a_macro_that_is_imported_is_used():
    unused = []
    for name, text in every().items():
        for line in re.findall(r"{%-? from [^%]+? import ([^%]+?)(?: with context)? -?%}", text):
            for part in line.split(","):
                word = part.split(" as ")[-1].strip()
                if len(re.findall(rf"\b{word}\b", text)) < 2:
                    unused.append(f"{name}: {word}")

    assert unused == []
