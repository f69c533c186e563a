"""The real clamd, with a signature file written by hand: nothing is downloaded.

The one thing that it knows is the EICAR test string, which no file of this repository holds whole.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = b"".join((rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*"))
START_SECONDS = 30


def is_installed() -> bool:
    return shutil.which("clamd") is not None


@contextmanager
def running(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the addresses of a clamd of our own: its socket in the folder, and a local port."""
    database = folder / "database"
    database.mkdir()
    (database / "own.ndb").write_text(f"Test.Own:0:*:{EICAR.hex()}\n")
    port, socket_path = free_port(), folder / "clamd.ctl"
    config = folder / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {database}\n"
        "OfficialDatabaseOnly no\n"
        f"LocalSocket {socket_path}\n"
        f"TCPSocket {port}\nTCPAddr 127.0.0.1\n"
        f"TemporaryDirectory {folder}\n"
        "StreamMaxLength 30M\nMaxThreads 4\nForeground yes\n"
    )
    daemon = subprocess.Popen(
        ["clamd", "--config-file", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(socket_path, daemon)
        yield f"unix:{socket_path}", f"tcp://127.0.0.1:{port}"
    finally:
        daemon.terminate()
        daemon.wait()


def wait_for(path: Path, daemon: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and daemon.poll() is None:
        with socket.socket(socket.AF_UNIX) as connection:
            try:
                connection.connect(str(path))
            except OSError:
                time.sleep(0.05)
            else:
                return
    raise AssertionError(f"clamd does not start: {daemon.poll()}")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
