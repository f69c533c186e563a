"""The product as it is served: `inclusion serve` on a copy of the demonstration."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.at_ten import VARIABLE, shift_to_ten
from tests.support.nu import free_port

ROOT = Path(__file__).parent.parent.parent
COMMAND = (sys.executable, "-m", "tests.support.at_ten")
# A guess costs nothing here: what a guess costs is judged elsewhere.
CHEAP = {"INCLUSION_ARGON2_KIB": "8", "INCLUSION_ARGON2_PASSES": "1"}


@dataclass
class Site:
    """A served site: its address, the accounts of its demonstration and its pages."""

    folder: Path
    database_url: str | None = None
    workers: int = 1
    host: str = "127.0.0.1"
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None
    shift_seconds: int = field(default_factory=shift_to_ten)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("INCLUSION_")}
        own = {"INCLUSION_VAR_DIR": str(self.folder), "PORT": str(self.port)}
        own["INCLUSION_PUBLIC_URL"] = self.url
        own["INCLUSION_WEB_WORKERS"] = str(self.workers)
        if self.database_url:
            own["INCLUSION_DATABASE_URL"] = self.database_url
        return {**kept, **CHEAP, **own, VARIABLE: str(self.shift_seconds)}

    def run(self, *words: str) -> str:
        """Run a command of the product and return what it prints."""
        done = subprocess.run(
            [*COMMAND, *words],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"inclusion {' '.join(words)}: {done.stderr}"
        return done.stdout

    def load(self) -> "Site":
        """Make the tables and load the demonstration, as `make run` does."""
        self.run("db", "upgrade")
        self.run("demo", "load")
        return self

    def accounts(self) -> list[dict]:
        """Return the accounts of the demonstration, each with the shift of the site's clock."""
        listed = json.loads(self.run("demo", "accounts", "--json"))
        return [{**account, "shift_seconds": self.shift_seconds} for account in listed]

    def account(self, who: str) -> dict:
        """Return the first account of a role, or the one with that number."""
        return next(a for a in self.accounts() if who in (a["role"], a["identifier"]))

    def pages(self) -> list[dict]:
        return json.loads(self.run("pages", "--json"))

    def start(self) -> "Site":
        """Serve, and come back when the first page answers."""
        with (self.folder / "serve.log").open("wb") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "serve"],
                cwd=ROOT,
                env=self.environ,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        end = time.monotonic() + 30
        while time.monotonic() < end:
            assert self.process.poll() is None, (self.folder / "serve.log").read_text()
            try:
                urllib.request.urlopen(self.url + "/", timeout=5).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return self
        raise AssertionError("the site did not answer: " + (self.folder / "serve.log").read_text())

    def stop(self) -> None:
        """Stop as Ctrl-C does."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)


def copied(source: Site, folder: Path, *, host: str = "127.0.0.1") -> Site:
    """Return a site on a copy of another's files."""
    shutil.copytree(source.folder, folder, dirs_exist_ok=True)
    return Site(folder, host=host, shift_seconds=source.shift_seconds)
