"""A time-stamp authority of our own on loopback: `openssl ts` behind a small HTTP server."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_alg = sha256
[req]
distinguished_name = name
prompt = no
x509_extensions = stamps
[name]
CN = Horloge de test
[stamps]
extendedKeyUsage = critical,timeStamping
"""


class Authority:
    """Answers questions; `lies` makes it answer about something else."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.lies, self.url = folder, False, ""
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
        (folder / "serial").write_text("01")
        run(
            folder, "req", "-x509", "-config", "tsa.cnf", "-newkey", "rsa:2048", "-nodes",
            "-keyout", "key.pem", "-out", "cert.pem", "-days", "30",
        )  # fmt: skip

    def answer(self, query: bytes) -> bytes:
        """Return the reply to a query."""
        if self.lies:
            run(self.folder, "ts", "-query", "-data", "tsa.cnf", "-sha256", "-out", "q.tsq")
        else:
            (self.folder / "q.tsq").write_bytes(query)
        run(
            self.folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q.tsq",
            "-signer", "cert.pem", "-inkey", "key.pem", "-out", "r.tsr",
        )  # fmt: skip
        return (self.folder / "r.tsr").read_bytes()

    def verifies(self, token: bytes, content: bytes) -> bool:
        """Let openssl say whether a token is about these bytes and signed here."""
        (self.folder / "t.tsr").write_bytes(token)
        (self.folder / "content").write_bytes(content)
        done = subprocess.run(
            ["openssl", "ts", "-verify", "-in", "t.tsr", "-data", "content", "-CAfile", "cert.pem"],
            cwd=self.folder, capture_output=True, check=False,
        )  # fmt: skip
        return done.returncode == 0


def run(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@contextmanager
def serving(folder: Path) -> Iterator[Authority]:
    """Give an authority that answers at its `url`."""
    authority = Authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            content = authority.answer(query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    authority.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield authority
    server.shutdown()
    server.server_close()
    thread.join()
