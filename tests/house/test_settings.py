"""docs/settings.md lists exactly what `Settings` reads."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
VARIABLE = re.compile(r"\b(?:INCLUSION_[A-Z0-9_]+|PORT)\b")


def test_the_page_lists_the_variables_that_the_code_reads():
    read = sorted((ROOT / "inclusion").glob("*settings.py"))
    code = re.findall(r'"(INCLUSION_[A-Z0-9_]+|PORT)"', "".join(path.read_text() for path in read))
    rows = [
        line.split("|")[1]
        for line in (ROOT / "docs/settings.md").read_text().splitlines()
        if line.startswith("| `")
    ]

    assert set(VARIABLE.findall(" ".join(rows))) == set(code)


def test_only_settings_reads_the_environment():
    readers = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "inclusion").rglob("*.py")
        if re.search(r"os\.(environ|getenv)", path.read_text())
    ]

    assert readers == ["inclusion/settings.py"]
