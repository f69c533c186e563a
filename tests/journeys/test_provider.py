"""A person goes to another service and signs in there with the account, in a real browser."""

import base64
import hashlib
import http.server
import json
import threading
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

VERIFIER = "v" * 43
pytestmark = pytest.mark.browser


class Service(http.server.BaseHTTPRequestHandler):
    """Another service: it shows the address it was reached at."""

    def do_GET(self):
        body = f"<title>Service</title><p>{self.path.partition('?')[0]}</p>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def service():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def start(site, service) -> str:
    """Return the address at which the service sends people."""
    printed = site.run(
        "provider", "register-client", "--name", "Médiathèque", "--redirect-uri",
        f"{service}/retour", "--post-logout-uri", f"{service}/parti", "--json",
    )  # fmt: skip
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())
    return f"{site.url}/oidc/authorize?" + urlencode(
        {
            "client_id": json.loads(printed)["client_id"],
            "redirect_uri": f"{service}/retour",
            "response_type": "code",
            "scope": "openid profile",
            "state": "etat",
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
    )


def sign_in(page, site):
    account = site.account("citizen")
    page.fill("[name=identifier]", account["identifier"])
    page.fill("[name=password]", account["password"])
    page.locator("main form button").first.click()


def test_forms_lead_to_the_service_in_a_browser(page, site, service, start):
    """The policy of pages must let a form end there: Chromium applies it to redirects."""
    page.goto(start)
    sign_in(page, site)
    page.locator("button[name=decision][value=accept]").click()
    page.wait_for_url(f"{service}/retour?**")

    said = parse_qs(urlsplit(page.url).query)
    assert said["state"] == ["etat"]
    assert said["iss"] == [site.url]

    # Signed in again for it, with the consent remembered: from the first form straight there.
    page.goto(start + "&prompt=login")
    sign_in(page, site)
    page.wait_for_url(f"{service}/retour?**")

    # Refusing leads there too.
    page.goto(start + "&prompt=consent")
    page.locator("button[name=decision][value=refuse]").click()
    page.wait_for_url(f"{service}/retour?error=access_denied**")


def test_leaving_leads_to_the_service_in_a_browser(page, site, service, start):
    page.goto(start + "&prompt=consent")
    sign_in(page, site)
    page.locator("button[name=decision][value=accept]").click()
    page.wait_for_url(f"{service}/retour?**")
    client = parse_qs(urlsplit(start).query)["client_id"][0]

    page.goto(
        f"{site.url}/oidc/logout?"
        + urlencode({"client_id": client, "post_logout_redirect_uri": f"{service}/parti"})
    )
    page.locator("button[name=decision][value=accept]").click()
    page.wait_for_url(f"{service}/parti")
