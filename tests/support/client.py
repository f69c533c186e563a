"""The page client: Flask's, that judges each HTML page it fetches and speaks in errands."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import brotli
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from inclusion.demo.accounts import accounts
from tests.support.codes import code_at, give_back
from tests.support.html import Form, Page
from tests.support.judge import faults


@contextmanager
def failures() -> Iterator[list[str]]:
    """Collect the traces of what the application logs as unforeseen."""
    traces: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: traces.append(handler.format(record))
    logger = logging.getLogger("inclusion")
    logger.addHandler(handler)
    try:
        yield traces
    finally:
        logger.removeHandler(handler)


class PageClient(FlaskClient):
    """Fetches pages; `page` is the last HTML page, parsed."""

    page: Page | None = None
    account: dict[str, Any] | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with failures() as traces:
            response = super().open(*args, **kwargs)
        assert response.status_code != 500, "\n".join(["the server failed", *traces])
        if response.mimetype != "text/html":
            response.get_data()
            response.close()  # a file behind it is closed, as a server does
        if response.mimetype == "text/html" and response.data and not response.location:
            body = response.data
            if response.headers.get("Content-Encoding") == "br":
                body = brotli.decompress(body)
            request = response.request
            self.page = Page(
                body.decode("utf-8"), request.script_root + request.full_path.rstrip("?")
            )
            wrong = faults(self.page)
            assert not wrong, f"{request.method} {self.page.url}\n  " + "\n  ".join(wrong)
            assert "nosniff" in response.headers["X-Content-Type-Options"]
        return response

    def visit(self, url: str, status: int = 200) -> Page:
        """Fetch a page, redirects followed, and return it parsed."""
        response = self.get(url, follow_redirects=True)
        assert response.status_code == status, (url, response.status)
        return self.page

    def submit(
        self, form: Form | None = None, /, *, status: int | None = None, **values: Any
    ) -> TestResponse:
        """Send a form of the last page with these values over its own; None leaves one out."""
        form = form or self.page.form()
        data = {**form.values, **values}
        data = {name: value for name, value in data.items() if value is not None}
        parts = urlsplit(form.action)
        path = parts.path or urlsplit(self.page.url).path
        address = path + (f"?{parts.query}" if parts.query else "")
        if form.method == "GET":
            response = self.get(path, query_string=data)
        else:
            kind = "multipart/form-data" if form.is_multipart else None
            response = self.post(address, data=data, content_type=kind)
        if status is not None:
            assert response.status_code == status, (address, response.status, self.page.problems)
        return response

    def follow(self, response: TestResponse) -> Page:
        """Fetch where an answer leads."""
        assert response.status_code in (302, 303), (
            response.status,
            self.page and self.page.problems,
        )
        return self.visit(response.location)

    def sign_in(self, who: str, **more: Any) -> dict[str, Any]:
        """Sign in through the page, as a role of the demonstration or by account number."""
        self.account = next(a for a in accounts() if who in (a["role"], a["identifier"]))
        self.visit("/connexion")
        answer = self.submit(
            identifier=self.account["identifier"],
            password=self.account["password"],
            status=303,
            **more,
        )
        if self.account["totp_secret"]:
            give_back(self.application)
            self.follow(answer)
            clock = self.application.extensions["inclusion"].clock
            answer = self.submit(code=code_at(self.account["totp_secret"], clock()), status=303)
        self.follow(answer)
        return self.account

    def unlock(self) -> Page:
        """Open the safe of the account that signed in, through its page."""
        self.visit("/coffre")
        form = next(
            (
                f
                for f in self.page.forms
                if f.element.find(".//input[@type='password']") is not None
            ),
            None,
        )
        if form is None:
            self.visit(self.page.link("phrase"))
            form = self.page.form()
        secret = form.element.find(".//input[@type='password']").get("name")
        return self.follow(self.submit(form, **{secret: self.account["safe_code"]}))
