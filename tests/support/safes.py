"""A person with an open safe, as tests of its pages need one."""

import io

from inclusion.accounts import queries as accounts
from inclusion.demo.accounts import accounts as listed
from inclusion.safe import queries
from inclusion.web.session import reading
from tests.support.papers import photo

OWNER, WITHOUT = "100000006", "100000022"


def owner_of(client):
    """Sign in with a safe, and open it."""
    client.sign_in(OWNER)
    client.unlock()
    return client


def stranger_in(app):
    """Return another person whose own safe is open."""
    client = app.test_client()
    account = next(one for one in listed() if one["identifier"] == WITHOUT)
    client.sign_in(WITHOUT)
    client.visit("/coffre/creer")
    client.submit(understood="y", passphrase=account["password"], status=200)
    return client


def given(content=None, filename="photo.jpg"):
    """Return a file as a form sends it."""
    return (io.BytesIO(photo() if content is None else content), filename)


def put_in(client, *files, name="Passeport", category="identity", **more):
    """Send the form of deposit; files: as `given` returns them."""
    client.visit("/coffre/deposer")
    return client.submit(file=list(files or [given()]), name=name, category=category, **more)


def address(client):
    """Return the address of the paper that is shown."""
    return client.page.url.partition("?")[0]


def entries(app, identifier=OWNER):
    """Return what the journal of a safe says, the newest first."""
    with app.app_context(), reading() as session:
        account = accounts.find_by_identifier(session, identifier)
        safe = queries.find_safe(session, account.id)
        return [(entry.act, entry.outcome) for entry in queries.entries(session, safe.id)]
