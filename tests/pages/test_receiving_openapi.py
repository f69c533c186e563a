"""docs/openapi-safe.json says what the address of deposits takes and answers."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from inclusion.receiving.rules import KEY_SHAPE, request
from inclusion.receiving.service.deposits import Answer
from inclusion.receiving.views import api
from inclusion.safe.rules import Category
from tests.support.receiving import OWNER, PATH, Depositor

ROOT = Path(__file__).parent.parent.parent
DOCUMENT = json.loads((ROOT / "docs/openapi-safe.json").read_text())
PAGE = (ROOT / "docs/receiving.md").read_text()
SCHEMAS = DOCUMENT["components"]["schemas"]
POST = DOCUMENT["paths"][PATH]["post"]


def test_it_has_the_fields_that_are_read():
    said = SCHEMAS["Metadata"]

    assert tuple(said["properties"]) == request.FIELDS
    assert tuple(said["required"]) == request.NEEDED
    assert said["properties"]["category"]["enum"] == [
        category.value for category in Category if category is not Category.HEALTH
    ]
    for name in ("sub", "name", "note"):
        assert said["properties"][name]["maxLength"] == request.LONGEST[name]
    assert POST["parameters"][0]["schema"]["pattern"] == f"^{KEY_SHAPE.pattern}$"


def test_it_has_the_answers_that_are_given(app):
    service = Depositor(app)
    answer = service.send(service.known_to(OWNER)).json

    assert set(answer) == set(SCHEMAS["Receipt"]["required"]) == set(Answer.__annotations__)
    assert asdict(Answer(**answer)) == answer


def test_it_has_every_problem():
    known = [*api.PROBLEMS.values(), *api.REFUSED_FILES.values()]
    statuses = {str(status) for status, _code, _title in known}

    assert set(POST["responses"]) == statuses | {"201"}
    for status, code, _title in known:
        assert code in POST["responses"][str(status)]["description"]


@pytest.mark.parametrize("code", sorted({code for _status, code, _title in api.PROBLEMS.values()}))
def test_the_page_names_every_problem(code):
    assert f"`{code}`" in PAGE
