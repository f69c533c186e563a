"""What a page costs on a first visit: bytes as sent, compressed, and requests."""

from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from tests.support.client import PageClient

ORIGIN = "http://127.0.0.1:8000"
LOADING_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
BUDGETS = {"journey": (10_000, 2), "list": (14_000, 3), "agent": (30_000, 4)}


@dataclass
class Weight:
    """Bytes and requests of a page, and the strangers it calls."""

    size_bytes: int
    requests: int = 1
    third_parties: list[str] = field(default_factory=list)


def weigh(client: PageClient, url: str) -> Weight:
    """Fetch a page and all that it loads as a browser that speaks Brotli does."""
    headers = {"Accept-Encoding": "gzip, deflate, br"}
    response = client.get(url, headers=headers)
    assert response.status_code == 200, (url, response.status)
    found = Weight(len(response.data))
    for address in sorted(loaded(client.page)):
        absolute = urljoin(ORIGIN + url, address)
        if urlsplit(absolute).netloc != urlsplit(ORIGIN).netloc:
            found.third_parties.append(absolute)
            continue
        part = client.get(urlsplit(absolute).path, headers=headers)
        assert part.status_code == 200, (absolute, part.status)
        found.size_bytes += len(part.data)
        found.requests += 1
    return found


def loaded(page) -> set[str]:
    """Return the addresses that a page makes the browser fetch."""
    found = set()
    for element in page.root.iter():
        if element.tag == "link" and LOADING_LINKS & set(element.get("rel", "").split()):
            found.add(element.get("href"))
        if element.tag in ("img", "script", "iframe", "source", "video", "audio", "embed", "input"):
            found.add(element.get("src"))
        if element.tag == "image":
            found.add(element.get("href"))
    return {address for address in found if address and not address.startswith(("data:", "#"))}
