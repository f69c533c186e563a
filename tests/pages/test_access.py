"""Who may not: every listed page, asked for by a stranger and by each wrong role."""

import pytest

from inclusion.web.access import AGENTS, MARK
from tests.support.listed import ROLES, pages

MEMBERS = [role for role in ROLES if role != "public"]


def test_a_stranger_is_led_to_the_sign_in_page(shared_app):
    client = shared_app.test_client()

    for page in pages(shared_app):
        roles, _name = getattr(shared_app.view_functions[page["endpoint"]], MARK)
        if roles is None:
            continue
        response = client.get(page["url"])
        assert (response.status_code, page["url"]) == (303, page["url"])
        assert response.location.startswith("/connexion?suite=")


@pytest.mark.parametrize("role", MEMBERS)
def test_a_page_of_another_role_does_not_exist(shared_app, role):
    client = shared_app.test_client()
    client.sign_in(role)

    for page in pages(shared_app):
        roles, _name = getattr(shared_app.view_functions[page["endpoint"]], MARK)
        if roles is not None and role not in roles:
            assert client.get(page["url"]).status_code == 404, page["url"]


def test_no_page_of_an_agent_is_open_to_citizens(shared_app):
    for page in pages(shared_app):
        roles, _name = getattr(shared_app.view_functions[page["endpoint"]], MARK)
        if page["kind"] == "agent":
            assert roles is not None, page["url"]
            assert roles <= AGENTS, page["url"]


def test_a_form_without_its_token_is_refused(shared_app):
    client = shared_app.test_client()

    response = client.post("/connexion", data={"identifier": "100000006", "password": "x"})

    assert response.status_code in (400, 403)
