"""A real S3 server for tests, and a crooked one: moto, and a proxy before it that misbehaves."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from inclusion.storage import S3Store
from inclusion.store_settings import S3Access, s3_access
from inclusion.tokens import public_id

BUCKET = "papiers"
START_SECONDS = 60
CEPH = Path(__file__).parent.parent.parent / "scripts/ceph.sh"


class Moto:
    """`moto_server` on a free port of this machine, with one bucket."""

    def __init__(self) -> None:
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        code = "from moto.server import main; main()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, "-H", "127.0.0.1", "-p", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"},
        )
        self._make_bucket()

    def store(self, endpoint: str | None = None, prefix: str | None = None) -> S3Store:
        """Give a store of its own: a fresh prefix of the bucket."""
        return S3Store(BUCKET, prefix or public_id(), access(endpoint or self.endpoint))

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def _make_bucket(self) -> None:
        request = urllib.request.Request(f"{self.endpoint}/{BUCKET}", method="PUT", data=b"")
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with urllib.request.urlopen(request):
                    return
            except (ConnectionError, urllib.error.URLError):
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.1)


def access(endpoint: str) -> S3Access:
    return S3Access(endpoint, "us-east-1", "test-key", "test-secret")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def moto() -> Iterator[Moto]:
    """Give an S3 server, started once."""
    made = Moto()
    yield made
    made.stop()


class Ceph:
    """A real Ceph with its gateway, as `scripts/ceph.sh` starts it."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [str(CEPH), str(folder), str(free_port())], stdout=subprocess.PIPE, text=True
        )
        lines = [self.process.stdout.readline() for _ in range(3)]
        values = dict(line.removeprefix("export ").strip().split("=", 1) for line in lines)
        self.settings = s3_access(values, "development")

    def store(self) -> S3Store:
        """Give a store of its own: a fresh prefix of the bucket."""
        return S3Store(BUCKET, public_id(), self.settings)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)
        self.process.stdout.close()


@pytest.fixture(scope="session")
def ceph(tmp_path_factory) -> Iterator[Ceph]:
    """Give a real Ceph, where it is installed."""
    if any(shutil.which(name) is None for name in ("ceph-mon", "ceph-osd", "radosgw")):
        pytest.skip("Ceph is not installed: apt-get install ceph-mon ceph-osd radosgw")
    made = Ceph(tmp_path_factory.mktemp("c"))
    yield made
    made.stop()


FORBIDDEN = b"<Error><Code>InvalidAccessKeyId</Code></Error>"
UNKNOWN = b"<Error><Code>NotImplemented</Code></Error>"
IGNORED = ("connection", "transfer-encoding", "date", "server", "content-length")


class Proxy(BaseHTTPRequestHandler):
    """Passes requests on to a server, but for the fault of its `mode`."""

    protocol_version = "HTTP/1.1"
    port = 0
    mode = ""

    def answer(self):
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.mode == "forbids":
            self.give(403, FORBIDDEN)
        elif self.mode == "knows_no_condition" and "If-None-Match" in self.headers:
            self.give(501, UNKNOWN)
        elif self.mode == "cuts_parts" and "partNumber=2" in self.path:
            self.close_connection = True
        elif self.mode == "keeps" and self.path.endswith("?delete"):
            path = re.search(rb"<Key>.*?</Key>", content).group(0)
            self.give(200, b"<DeleteResult><Deleted>%s</Deleted></DeleteResult>" % path)
        else:
            self.pass_on(content)

    def pass_on(self, content):
        headers = dict(self.headers.items())
        if self.mode == "overwrites":
            headers = {k: v for k, v in headers.items() if k.lower() != "if-none-match"}
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        link.request(self.command, self.path, content, headers)
        found = link.getresponse()
        body = found.read()
        kept = {k: v for k, v in found.getheaders() if k.lower() not in IGNORED}
        if self.command == "HEAD":
            kept["Content-Length"] = found.getheader("Content-Length")
        link.close()
        is_object = self.command == "GET" and found.status in (200, 206)
        if is_object and self.mode == "alters":
            body = bytes(len(body))
        self.give(found.status, body, kept, is_cut=is_object and self.mode == "shortens")

    def give(self, status, body, headers=None, *, is_cut=False):
        self.send_response(status)
        for name, value in {"Content-Length": len(body), **(headers or {})}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if is_cut else body)
        if is_cut:
            self.close_connection = True

    do_GET = do_PUT = do_DELETE = do_POST = do_HEAD = answer  # noqa: N815

    def log_message(self, *_args):
        pass


@contextmanager
def crooked(moto: Moto, mode: str) -> Iterator[str]:
    """Yield the address of a proxy to a server with one fault.

    overwrites: it drops the condition. knows_no_condition: it answers 501 to it. forbids: it
    refuses every key. shortens: it hangs up in the middle of an answer. alters: it gives other
    bytes. cuts_parts: it hangs up on the second part. keeps: it forgets to delete.
    """
    handler = type("Crooked", (Proxy,), {"mode": mode, "port": moto.port})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
