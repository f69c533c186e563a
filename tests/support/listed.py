"""The pages of `inclusion pages`, fetched by whom they are for, in a language."""

from collections.abc import Iterator

from flask import Flask

from inclusion.db import read_session
from inclusion.demo import pagelist
from tests.support.client import PageClient
from tests.support.walks import STARTS, walk

ROLES = ("public", "citizen", "mediator", "coordinator", "administrator")
LANGUAGES = ("fr", "en", "ar")
HTML_KINDS = ("journey", "list", "agent", "showcase")
# The desk speaks French and English (issue 2); Arabic is for the citizen's pages.
CITIZEN_ROLES = ("public", "citizen")


def pages(app: Flask) -> list[dict]:
    """Return the lines of `inclusion pages --json`."""
    with read_session(app.extensions["inclusion"].engine) as session:
        return pagelist.described(app, session)


def prefix(language: str) -> str:
    """Return what stands before an address in a language."""
    return "" if language == "fr" else f"/{language}"


def visits(app: Flask, role: str, language: str) -> Iterator[tuple[PageClient, dict, str]]:
    """Yield a ready client, the page and its address, for each page of a role."""
    clients: dict[tuple, PageClient] = {}
    for page in pages(app):
        if page["role"] != role:
            continue
        key = (page["account"], tuple(page["needs"]), page["endpoint"] in STARTS and page["url"])
        if key not in clients:
            clients[key] = client_for(app, page)
        yield clients[key], page, prefix(language) + page["url"]


def client_for(app: Flask, page: dict) -> PageClient:
    """Return a client that may see the page: signed in, the safe open if need be."""
    client = app.test_client()
    if page["account"]:
        client.sign_in(page["account"])
    if "unlocked" in page["needs"]:
        client.unlock()
    if page["endpoint"] in STARTS:
        walk(client, page["endpoint"], page["url"])
    return client
