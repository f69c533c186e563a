"""S3 as servers really are: some ignore conditions, some hang up, some are killed."""

import hashlib
import io
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from inclusion import crypto
from inclusion.safe import sealing
from inclusion.settings import Settings
from inclusion.storage import ObjectMissing, StoreAway, StoreRefused, new_key, open_store
from inclusion.storage.parts import listed, signed
from inclusion.store_settings import S3Access
from tests.support.s3 import BUCKET, Moto, access, crooked, free_port

LATER = datetime.now(UTC) + timedelta(days=1)


def test_a_store_is_opened_by_its_address_and_probed(moto):
    store = open_store(f"s3://{BUCKET}/opened", access(moto.endpoint))

    assert store.refuses_overwriting is True
    assert list(store.keys()) == []


def test_two_prefixes_of_one_bucket_are_two_stores(moto):
    one, other = moto.store(), moto.store()
    key = new_key()
    one.put(key, io.BytesIO(b"x"))

    assert not other.exists(key)
    assert list(other.keys()) == []


@pytest.mark.parametrize("mode", ["overwrites", "knows_no_condition"])
def test_a_store_without_conditions_is_taken_and_said(moto, caplog, mode):
    caplog.set_level(logging.INFO, "inclusion.storage")
    with crooked(moto, mode) as endpoint:
        store = moto.store(endpoint)
        store.probe()

        assert store.refuses_overwriting is False
        assert "store refuses overwriting: no" in caplog.text
        key = new_key()
        store.put(key, io.BytesIO(b"kept"))
        with store.open(key) as file:
            assert file.read() == b"kept"


@pytest.mark.parametrize("mode", ["alters", "keeps"])
def test_a_store_that_does_not_keep_its_word_is_refused(moto, mode):
    with crooked(moto, mode) as endpoint, pytest.raises(StoreRefused) as refused:
        moto.store(endpoint).probe()

    assert "does not keep what it is given" in refused.value.sentence


def test_wrong_keys_are_told_at_the_start(moto):
    with crooked(moto, "forbids") as endpoint, pytest.raises(StoreRefused) as refused:
        moto.store(endpoint).probe()

    assert "INCLUSION_S3_KEYS_FILE" in refused.value.sentence
    assert "test-secret" not in refused.value.sentence


def test_a_bucket_that_is_not_there_is_told_at_the_start(moto):
    with pytest.raises(StoreRefused) as refused:
        open_store("s3://absent/x", access(moto.endpoint))

    assert "does not exist" in refused.value.sentence


def test_a_server_that_is_not_there_is_told_at_the_start():
    with pytest.raises(StoreRefused) as refused:
        open_store("s3://papiers", access(f"http://127.0.0.1:{free_port()}"))

    assert "does not answer" in refused.value.sentence


def test_the_start_says_it_in_a_sentence_and_stops(tmp_path):
    keys = keys_file(tmp_path)
    environ = {
        "PATH": os.environ["PATH"],
        "INCLUSION_VAR_DIR": str(tmp_path),
        "INCLUSION_STORAGE_URL": "s3://papiers",
        "INCLUSION_S3_ENDPOINT": f"http://127.0.0.1:{free_port()}",
        "INCLUSION_S3_KEYS_FILE": str(keys),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-m", "inclusion.cli", "serve"],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "papiers" in done.stderr
    assert "does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_answer_cut_short_is_never_taken_for_whole(moto):
    key, plain = new_key(), os.urandom(3 << 20)
    moto.store(prefix="cut").put(key, io.BytesIO(plain))

    with (
        crooked(moto, "shortens") as endpoint,
        pytest.raises(StoreAway),
        moto.store(endpoint, "cut").open(key) as file,
    ):
        file.read()


def test_a_cut_while_opening_a_paper_is_no_fault_of_the_paper(moto):
    """A line that fails must not be told as a paper that was altered."""
    identity = crypto.new_identity()
    sealed = io.BytesIO()
    crypto.seal_stream(io.BytesIO(bytes(3 << 20)), sealed, recipient=crypto.recipient_of(identity))
    key, sha256 = new_key(), hashlib.sha256(sealed.getvalue()).hexdigest()
    moto.store(prefix="line").put(key, io.BytesIO(sealed.getvalue()))

    with crooked(moto, "shortens") as endpoint, pytest.raises(StoreAway):
        sealing.opened(
            moto.store(endpoint, "line"), key, io.BytesIO(), identity=identity, sha256=sha256
        )


def test_a_line_cut_in_the_middle_of_a_write_leaves_nothing(moto):
    key = new_key()
    with crooked(moto, "cuts_parts") as endpoint, pytest.raises(StoreAway):
        moto.store(endpoint, "half").put(key, io.BytesIO(bytes(40 << 20)))

    store = moto.store(prefix="half")
    assert not store.exists(key)
    store.tidy(before=LATER)
    assert store.tidy(before=LATER) == 0


def test_sealing_says_that_the_store_is_away(moto):
    identity = crypto.new_identity()
    recipient = crypto.recipient_of(identity)
    with (
        crooked(moto, "cuts_parts") as endpoint,
        pytest.raises(StoreAway),
        moto.store(endpoint).writing(new_key()) as sink,
    ):
        crypto.seal_stream(io.BytesIO(bytes(40 << 20)), sink, recipient=recipient)


class Refusing(io.BytesIO):
    """A sink that has room for so many bytes."""

    def __init__(self, room):
        super().__init__()
        self.room = room

    def write(self, content):
        if self.tell() + len(content) > self.room:
            raise StoreAway
        return super().write(content)


@pytest.mark.parametrize("room", [0, 100, 66_000, 200_000, 400_000])
def test_wherever_the_store_fails_sealing_and_opening_say_so(room):
    """The library gives another name to a failure of the last bytes."""
    identity = crypto.new_identity()
    recipient, sealed = crypto.recipient_of(identity), io.BytesIO()
    crypto.seal_stream(io.BytesIO(bytes(400_000)), sealed, recipient=recipient)

    with pytest.raises(StoreAway):
        crypto.seal_stream(io.BytesIO(bytes(400_000)), Refusing(room), recipient=recipient)
    with pytest.raises(StoreAway):
        crypto.open_stream(
            io.BytesIO(sealed.getvalue()), Refusing(min(room, 399_999)), identity=identity
        )


def test_a_server_killed_in_the_middle_of_a_write_is_told():
    server = Moto()
    store, began = server.store(), time.monotonic()
    store.probe()

    def write():
        with store.writing(new_key()) as sink:
            for number in range(8):
                sink.write(bytes(8 << 20))
                if number == 3:
                    server.stop()

    with pytest.raises(StoreAway):
        write()
    with pytest.raises(StoreAway):
        store.open(new_key())
    with pytest.raises(StoreAway):
        store.tidy(before=LATER)
    assert time.monotonic() - began < 60


KILLED = """
import os, signal, sys
from inclusion.storage import S3Store
from inclusion.store_settings import S3Access

store = S3Store("papiers", sys.argv[2], S3Access(sys.argv[1], "us-east-1", "k", "s"))
with store.writing("a" * 32) as sink:
    for _ in range(8):
        sink.write(bytes(8 << 20))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_writer_leaves_no_object_and_its_parts_are_given_up(moto):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, moto.endpoint, "killed"],
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    store = moto.store(prefix="killed")

    assert done.returncode == -signal.SIGKILL
    assert list(store.keys()) == []
    assert moto.store(prefix="other").tidy(before=LATER) == 0
    assert store.tidy(before=datetime(2000, 1, 1, tzinfo=UTC)) == 0
    assert store.tidy(before=LATER) == 1
    assert store.tidy(before=LATER) == 0


BOUNDED = """
import hashlib, sys
from inclusion.storage import S3Store
from inclusion.store_settings import S3Access

def peak():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))

store = S3Store("papiers", "bounded", S3Access(sys.argv[1], "us-east-1", "k", "s"))
store.probe()
before, size = peak(), int(sys.argv[2]) << 20
with store.writing("b" * 32) as sink:
    for _ in range(size >> 20):
        sink.write(bytes(1 << 20))
read = 0
with store.open("b" * 32) as file:
    while content := file.read(1 << 20):
        read += len(content)
store.delete("b" * 32)
assert read == size, read
print(peak() - before)
"""


def test_memory_is_bounded_whatever_the_size(moto):
    done = subprocess.run(
        [sys.executable, "-c", BOUNDED, moto.endpoint, "128"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert int(done.stdout) < 64 << 10, f"{done.stdout} KiB"


def test_readers_do_not_wait_for_one_another(moto):
    store, keys, found = moto.store(), [new_key() for _ in range(8)], []
    for number, key in enumerate(keys):
        store.put(key, io.BytesIO(bytes([number]) * 2_000_000))

    def read(number):
        with store.open(keys[number]) as file:
            found.append(file.read() == bytes([number]) * 2_000_000)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 8


def test_what_is_not_there_is_missing_and_not_away(moto):
    with pytest.raises(ObjectMissing):
        moto.store().open(new_key())


def test_unfinished_parts_are_read_as_the_server_writes_them():
    answer = (
        "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated><Upload><Key>a&amp;b/c</Key>"
        "<UploadId>42</UploadId><Initiated>2026-03-03T09:00:00.000Z</Initiated></Upload>"
        "</ListMultipartUploadsResult>"
    )

    (found,) = listed(answer)
    assert (found.path, found.upload) == ("a&b/c", "42")
    assert found.began_at == datetime(2026, 3, 3, 9, tzinfo=UTC)


def test_a_request_is_signed_as_amazon_writes_it():
    """Source: Amazon S3 API, "Signature Calculations: GET Bucket Lifecycle" (their example)."""
    keys = S3Access(
        "https://examplebucket.s3.amazonaws.com",
        "us-east-1",
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    )

    headers = signed(
        keys,
        "GET",
        "https://examplebucket.s3.amazonaws.com/",
        {"lifecycle": ""},
        datetime(2013, 5, 24, tzinfo=UTC),
    )
    assert headers["authorization"].endswith(
        "Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
    )


def keys_file(folder):
    path = folder / "keys.json"
    path.write_text(json.dumps({"access_key_id": "k", "secret_access_key": "secret-of-s3"}))
    path.chmod(0o600)
    return path


def test_the_keys_come_from_a_file_and_are_never_shown(tmp_path):
    settings = Settings.from_environ(
        {
            "INCLUSION_VAR_DIR": str(tmp_path),
            "INCLUSION_STORAGE_URL": "s3://papiers/coffre",
            "INCLUSION_S3_ENDPOINT": "https://s3.exemple.fr",
            "INCLUSION_S3_KEYS_FILE": str(keys_file(tmp_path)),
        }
    )

    assert settings.s3.secret_access_key == "secret-of-s3"
    assert "secret-of-s3" not in repr(settings)
