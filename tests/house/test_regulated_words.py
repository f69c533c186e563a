"""« coffre-fort numérique » stands in no page, sentence or translation but the label."""

from pathlib import Path

from inclusion.settings import REGULATED

ROOT = Path(__file__).parent.parent.parent
PLACES = (("inclusion", "*.py"), ("templates", "*.html"), ("translations", "*.po"),
          ("static", "*.svg"))  # fmt: skip


def test_no_page_says_what_is_not_declared():
    files = [path for folder, kind in PLACES for path in (ROOT / folder).rglob(kind)]
    assert len(files) > 300
    said = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in files
        if (found := REGULATED.search(path.read_text()))
    ]

    assert said == []


def test_the_search_would_find_them():
    for words in (
        "Coffre-fort numérique",
        "coffres forts\u00a0numeriques",
        "coffre_fort_numerique",
    ):
        assert REGULATED.search(words), words
