"""What every store does, on each kind of store: the contract that the safe rests on."""

import hashlib
import io
import threading
from datetime import UTC, datetime, timedelta

import pytest

from inclusion.storage import LocalStore, ObjectExists, ObjectMissing, new_key

LATER = datetime.now(UTC) + timedelta(days=1)
LARGE = 20 << 20


@pytest.fixture(params=["local", "moto", pytest.param("ceph", marks=pytest.mark.long)])
def store(request, tmp_path):
    if request.param == "local":
        return LocalStore(tmp_path / "objects")
    made = request.getfixturevalue(request.param).store()
    made.probe()
    return made


def test_an_object_comes_back_as_it_went_in(store):
    key = new_key()
    store.put(key, io.BytesIO(b"sealed" * 1_000))

    with store.open(key) as file:
        assert file.read() == b"sealed" * 1_000
    assert store.exists(key)
    assert list(store.keys()) == [key]
    assert abs(store.stored_at(key) - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_object_never_changes(store):
    key = new_key()
    store.put(key, io.BytesIO(b"first"))

    with pytest.raises(ObjectExists):
        store.put(key, io.BytesIO(b"second"))
    with store.open(key) as file:
        assert file.read() == b"first"


def test_of_sixteen_writers_of_one_key_one_wins(store):
    key, won, lost = new_key(), [], []
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


def test_a_write_that_fails_leaves_nothing(store):
    key = new_key()

    def broken():
        with store.writing(key) as sink:
            sink.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()

    assert not store.exists(key)
    assert list(store.keys()) == []
    assert store.tidy(before=LATER) == 0


def test_a_deleted_object_is_gone_and_may_be_deleted_again(store):
    key = new_key()
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


def test_a_large_object_comes_back_as_it_went_in(store):
    key, piece = new_key(), bytes(range(256)) * 4096
    with store.writing(key) as sink:
        for _ in range(LARGE // len(piece)):
            assert sink.write(piece) == len(piece)

    found = hashlib.sha256()
    with store.open(key) as file:
        while content := file.read(100_000):
            found.update(content)
    assert found.digest() == hashlib.sha256(piece * (LARGE // len(piece))).digest()


def test_a_large_write_that_fails_leaves_nothing(store):
    key = new_key()

    def broken():
        with store.writing(key) as sink:
            sink.write(bytes(LARGE))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken()

    assert not store.exists(key)
    assert store.tidy(before=LATER) == 0


def test_a_large_object_never_changes(store):
    key = new_key()
    store.put(key, io.BytesIO(b"first"))

    with pytest.raises(ObjectExists):
        store.put(key, io.BytesIO(bytes(LARGE)))
    with store.open(key) as file:
        assert file.read() == b"first"


def test_every_key_is_listed_page_after_page(store):
    kept = {new_key() for _ in range(120)}
    for key in kept:
        store.put(key, io.BytesIO(b"x"))

    assert set(store.keys()) == kept


def test_an_empty_object_is_an_object(store):
    key = new_key()
    store.put(key, io.BytesIO(b""))

    with store.open(key) as file:
        assert file.read() == b""
