"""Routes: each is listed or exempt, each says who may call it, each has its template."""

from pathlib import Path

from inclusion.web.access import mark_of
from tests.house.exempt_routes import EXEMPT
from tests.support.listed import pages

ROOT = Path(__file__).parent.parent.parent


def test_every_get_route_is_listed_or_exempt(shared_app):
    listed = {page["endpoint"] for page in pages(shared_app)}
    routes = {rule.endpoint for rule in shared_app.url_map.iter_rules() if "GET" in rule.methods}

    assert routes - listed - set(EXEMPT) == set()
    assert set(EXEMPT) - routes == set(), "exempt, but no such route"
    assert set(EXEMPT) & listed == set(), "exempt, yet listed"


def test_every_exemption_names_a_test_that_covers_it():
    for endpoint, (reason, test) in EXEMPT.items():
        assert reason, endpoint
        assert (ROOT / test).is_file(), endpoint


def test_every_endpoint_says_who_may_call_it(shared_app):
    unmarked = [name for name, view in shared_app.view_functions.items() if not mark_of(view)]

    assert unmarked == []


def test_addresses_are_lower_case_words(shared_app):
    for rule in shared_app.url_map.iter_rules():
        assert rule.rule == rule.rule.lower(), rule.rule
        assert "_" not in rule.rule.split("<")[0], rule.rule
