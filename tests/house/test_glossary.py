"""docs/glossary.md names every table."""

import re
from pathlib import Path

import sqlalchemy as sa

ROOT = Path(__file__).parent.parent.parent
OURS = {"alembic_version"}


def test_every_table_is_in_the_glossary(databases):
    tables = set(sa.inspect(databases.shared("sqlite")).get_table_names()) - OURS
    told = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs/glossary.md").read_text()))

    assert tables - told == set()
