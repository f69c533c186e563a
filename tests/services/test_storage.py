"""The local store: private, written once, never half there."""

import io
import os
import signal
import stat
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from inclusion import storage
from inclusion.storage import LocalStore, ObjectExists, ObjectMissing, StoreRefused

NOBODY = 65_534


@pytest.fixture
def store(tmp_path):
    return LocalStore(tmp_path / "objects")


def test_an_object_comes_back_as_it_went_in(store):
    key = storage.new_key()
    store.put(key, io.BytesIO(b"sealed" * 1_000))

    with store.open(key) as file:
        assert file.read() == b"sealed" * 1_000
    assert store.exists(key)
    assert list(store.keys()) == [key]
    assert abs(store.stored_at(key) - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_object_never_changes(store):
    key = storage.new_key()
    store.put(key, io.BytesIO(b"first"))

    with pytest.raises(ObjectExists):
        store.put(key, io.BytesIO(b"second"))
    with store.open(key) as file:
        assert file.read() == b"first"


def test_of_sixteen_writers_of_one_key_one_wins(store):
    key, won, lost = storage.new_key(), [], []
    gate = threading.Barrier(16)

    def write(number):
        gate.wait()
        try:
            store.put(key, io.BytesIO(bytes([number]) * 10_000))
            won.append(number)
        except ObjectExists:
            lost.append(number)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(won), len(lost)) == (1, 15)
    with store.open(key) as file:
        assert file.read() == bytes(won) * 10_000


def test_files_and_folders_are_ours_alone(store):
    key = storage.new_key()
    store.put(key, io.BytesIO(b"x"))

    for path in [store.root, *store.root.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o600 if path.is_file() else 0o700), path


def test_a_write_that_fails_leaves_nothing(store):
    key = storage.new_key()

    def broken():
        with store.writing(key) as sink:
            sink.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()

    assert not store.exists(key)
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_a_deleted_object_is_gone_and_may_be_deleted_again(store):
    key = storage.new_key()
    store.put(key, io.BytesIO(b"x"))
    store.delete(key)
    store.delete(key)

    assert not store.exists(key)
    with pytest.raises(ObjectMissing):
        store.open(key)
    with pytest.raises(ObjectMissing):
        store.stored_at(key)


@pytest.mark.parametrize(
    "key", ["", "../../etc/passwd", "A" * 32, "a" * 31, "a" * 33, "a" * 32 + "\n"]
)
def test_only_keys_of_ours_are_looked_for(store, key):
    for act in (store.open, store.exists, store.delete):
        with pytest.raises(ObjectMissing):
            act(key)
    with pytest.raises(ObjectMissing):
        store.put(key, io.BytesIO(b"x"))


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
    assert store.sweep_incoming(before=now - timedelta(hours=1)) == 0
    assert store.sweep_incoming(before=now + timedelta(seconds=1)) == 1
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
