"""Every page that `inclusion pages` lists: it answers, is well made, and keeps to its budget."""

import pytest

from tests.support.listed import CITIZEN_ROLES, HTML_KINDS, LANGUAGES, ROLES, pages, visits
from tests.support.weight import BUDGETS, weigh

SPOKEN = [
    (role, language)
    for role in ROLES
    for language in LANGUAGES
    if language != "ar" or role in CITIZEN_ROLES
]


@pytest.mark.parametrize(("role", "language"), SPOKEN)
def test_each_page_is_valid_html(shared_app, nu, role, language):
    wrong = []

    for client, page, url in visits(shared_app, role, language):
        try:
            response = client.get(url)
        except AssertionError as error:
            wrong.append(str(error))
            continue
        if response.status_code != 200:
            wrong.append(f"{response.status} {url} ({page['endpoint']}) → {response.location}")
        elif page["kind"] in HTML_KINDS:
            wrong += [f"{url} {error}" for error in nu.errors(response.data)]
            if client.page.root.get("lang") != language:
                wrong.append(f"{url} is in {client.page.root.get('lang')}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_each_page_keeps_to_its_budget(shared_app, role):
    wrong = []

    for language in LANGUAGES if role in CITIZEN_ROLES else ("fr",):
        for client, page, url in visits(shared_app, role, language):
            if page["kind"] not in BUDGETS:
                continue
            weight = weigh(client, url)
            most_bytes, most_requests = BUDGETS[page["kind"]]
            if weight.size_bytes > most_bytes or weight.requests > most_requests:
                wrong.append(
                    f"{page['kind']} {url}: {weight.size_bytes} B, {weight.requests} requests"
                )
            wrong += [f"{url} calls {address}" for address in weight.third_parties]

    assert not wrong, "\n".join(wrong)


def test_every_page_has_its_heading_to_itself(shared_app):
    """Two pages of one name cannot be told apart in a list of tabs or in a history."""
    seen: dict[str, str] = {}
    twice = []

    for role in ROLES:
        for client, page, url in visits(shared_app, role, "fr"):
            if page["kind"] not in HTML_KINDS:
                continue
            client.get(url)
            other = seen.setdefault(client.page.title, page["endpoint"])
            if other != page["endpoint"]:
                twice.append(f"{client.page.title!r}: {other} and {page['endpoint']}")

    assert not twice, "\n".join(twice)


def test_each_kind_of_page_is_known(shared_app):
    kinds = {page["kind"] for page in pages(shared_app)}

    assert kinds <= {*HTML_KINDS, "download", "protocol"}
