"""The local store: private, written once, never half there."""

import io
import os
import signal
import stat
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from inclusion import storage
from inclusion.storage import LocalStore, StoreRefused

NOBODY = 65_534


@pytest.fixture
def store(tmp_path):
    return LocalStore(tmp_path / "objects")


def test_files_and_folders_are_ours_alone(store):
    key = storage.new_key()
    store.put(key, io.BytesIO(b"x"))

    for path in [store.root, *store.root.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o600 if path.is_file() else 0o700), path


KILLED = """
import os, signal, sys
from pathlib import Path
from inclusion.storage import LocalStore

NOBODY = 65_534
with LocalStore(Path(sys.argv[1])).writing("a" * 32) as sink:
    sink.write(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_writer_leaves_no_object_and_its_half_is_swept(store):
    done = subprocess.run([sys.executable, "-c", KILLED, str(store.root)], check=False)

    assert done.returncode == -signal.SIGKILL
    assert list(store.keys()) == []
    now = datetime.now(UTC)
    assert store.tidy(before=now - timedelta(hours=1)) == 0
    assert store.tidy(before=now + timedelta(seconds=1)) == 1
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_a_store_is_opened_by_its_address_and_probed(tmp_path):
    opened = storage.open_store(f"file:{tmp_path}/a%20b")

    assert (tmp_path / "a b").is_dir()
    assert list(opened.keys()) == []


@pytest.mark.parametrize("url", ["", "file:", "s3:bucket", "http://127.0.0.1/x", "file://host/x"])
def test_an_address_of_no_known_kind_is_refused(url):
    with pytest.raises(StoreRefused):
        storage.open_store(url)


class Overwriting(LocalStore):
    """A store as some servers are: the second writer wins."""

    def _path(self, key):
        path = super()._path(key)
        path.unlink(missing_ok=True) if sys._getframe(1).f_code.co_name == "writing" else None
        return path


def test_a_store_that_overwrites_fails_its_probe(tmp_path):
    with pytest.raises(StoreRefused):
        Overwriting(tmp_path / "objects").probe()


def test_a_store_that_cannot_be_written_fails_its_probe(store):
    store.root.chmod(0o500)

    with nobody_special(), pytest.raises(StoreRefused):
        store.probe()


@contextmanager
def nobody_special():
    """Give up being root for a while, since root may write anywhere."""
    if os.getuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
