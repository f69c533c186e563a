"""Pages that stand in the middle of an errand: how to come to them, answering as one goes."""

from urllib.parse import urlsplit

from playwright.sync_api import Page as Browsed

from tests.support.client import PageClient
from tests.support.html import Form

# endpoint -> where its errand begins; the query string of the page goes along.
STARTS = {
    "accounts.sign_up_birth": "/inscription",
    "accounts.sign_up_contact": "/inscription",
    "accounts.sign_up_passphrase": "/inscription",
    "appointments.check": "/rendez-vous/qui-vient",
}
NAME = "Fatou Martin"
MOST_STEPS = 8


def walk(client: PageClient, endpoint: str, url: str) -> None:
    """Answer each question with its first choice until the page is reached."""
    start, goal = _ends(endpoint, url)
    page = client.visit(start)
    for _ in range(MOST_STEPS):
        if urlsplit(page.url).path == goal:
            return
        form = page.form()
        page = client.follow(client.submit(form, **first_answers(form), status=303))
    raise AssertionError(f"{goal} is never reached from {start}")


def walk_in_browser(page: Browsed, endpoint: str, url: str) -> None:
    """Do the same in a browser."""
    start, goal = _ends(endpoint, url)
    page.goto(start)
    for _ in range(MOST_STEPS):
        if urlsplit(page.url).path == goal:
            return
        form = page.locator("main form[method=post]").first
        if form.locator("input[type=radio]").count():
            form.locator("input[type=radio]").first.check()
        if form.locator("input[name=name]").count():
            form.locator("input[name=name]").fill(NAME)
        form.locator("button").last.click()
        page.wait_for_load_state()
    raise AssertionError(f"{goal} is never reached from {start}")


def first_answers(form: Form) -> dict[str, str]:
    """Return the first choice of each group, and a name where one is asked."""
    answers = {}
    for control in form.element.iter("input"):
        name = control.get("name")
        if control.get("type") == "radio" and name not in form.values:
            answers.setdefault(name, control.get("value"))
        if name == "name":
            answers[name] = NAME
    return answers


def _ends(endpoint: str, url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return STARTS[endpoint] + query, parts.path
