"""The store on S3: objects under random keys, written once, sent in parts when they are large.

A condition on writing (`If-None-Match: *`) is asked for, and nothing rests on it: half of the
servers ignore it, and it does not exist for objects sent in parts.
"""

import contextlib
import io
import logging
import secrets
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO, cast

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
    UnauthenticatedError,
)
from obstore.store import S3Store as Bucket

from inclusion.storage.parts import abort_unfinished
from inclusion.storage.port import (
    COPY_CHUNK_BYTES,
    KEY_SHAPE,
    ObjectExists,
    ObjectMissing,
    StoreAway,
    StoreRefused,
    checked_key,
    new_key,
)
from inclusion.store_settings import S3Access

if TYPE_CHECKING:
    from obstore import PutMode, WritableFile

log = logging.getLogger("inclusion.storage")

PART_BYTES = 8 << 20
PARTS_AT_ONCE = 2
READ_BYTES = 1 << 20
REFUSED = (PermissionDeniedError, UnauthenticatedError)


class S3Store:
    """A bucket of an S3 server, or a part of one.

    refuses_overwriting: whether the server was seen to, None before the probe.
    """

    def __init__(self, bucket: str, prefix: str, access: S3Access) -> None:
        self.bucket, self.prefix, self.access = bucket, prefix, access
        self.refuses_overwriting: bool | None = None
        self._takes_condition = True
        self._remote = Bucket(
            bucket,
            prefix=prefix or None,
            config={
                "endpoint": access.endpoint,
                "region": access.region,
                "access_key_id": access.access_key_id,
                "secret_access_key": access.secret_access_key,
                "virtual_hosted_style_request": not access.is_path_style,
            },
            client_options={
                "allow_http": access.endpoint.startswith("http://"),
                "connect_timeout": timedelta(seconds=3),
                "read_timeout": timedelta(seconds=20),
                "timeout": timedelta(minutes=10),
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
        )

    def put(self, key: str, stream: BinaryIO) -> None:
        """Keep the stream under a new key. Raises ObjectExists when the key is known as taken."""
        with self.writing(key) as sink:
            shutil.copyfileobj(stream, sink, COPY_CHUNK_BYTES)

    @contextlib.contextmanager
    def writing(self, key: str) -> Iterator[BinaryIO]:
        """Give a sink; a small object leaves in one piece at the end, a large one in parts.

        The server shows nothing before the end. When the block fails the parts are given up.
        """
        sink = _Sink(self, checked_key(key))
        try:
            yield cast(BinaryIO, sink)
        except BaseException as error:
            sink.give_up(error)
            raise
        sink.finish()

    def open(self, key: str) -> BinaryIO:
        """Give the object's bytes from the start. Raises ObjectMissing."""
        with _translated():
            found = obstore.get(self._remote, checked_key(key))
            source = _Source(found.stream(min_chunk_size=READ_BYTES), found.meta["size"])
        return cast(BinaryIO, io.BufferedReader(source, READ_BYTES))

    def delete(self, key: str) -> None:
        """Forget the object; an absent one is already forgotten."""
        path = checked_key(key)
        with contextlib.suppress(ObjectMissing), _translated():
            obstore.delete(self._remote, path)

    def exists(self, key: str) -> bool:
        """Say whether an object has this key."""
        path = checked_key(key)
        try:
            self.stored_at(path)
        except ObjectMissing:
            return False
        return True

    def keys(self) -> Iterator[str]:
        """Give every key kept, in any order, a page at a time."""
        with _translated():
            for page in obstore.list(self._remote):
                for found in page:
                    if KEY_SHAPE.fullmatch(found["path"]):
                        yield found["path"]

    def stored_at(self, key: str) -> datetime:
        """Give the instant when the object was written. Raises ObjectMissing."""
        with _translated():
            return obstore.head(self._remote, checked_key(key))["last_modified"]

    def tidy(self, *, before: datetime) -> int:
        """Give up the parts that killed writers sent before an instant; say how many objects."""
        return abort_unfinished(self.access, self.bucket, self.prefix, before=before)

    def probe(self) -> None:
        """Write, read, write twice and delete. Raises StoreRefused."""
        where = f"The bucket {self.bucket} at {self.access.endpoint}"
        try:
            is_faithful = self._keeps_what_it_is_given()
        except REFUSED as error:
            raise StoreRefused(
                "store_keys_refused", f"{where} refuses our keys: see INCLUSION_S3_KEYS_FILE."
            ) from error
        except FileNotFoundError as error:
            raise StoreRefused("store_bucket_missing", f"{where} does not exist.") from error
        except (BaseError, OSError) as error:
            raise StoreRefused("store_unusable", f"{where} does not answer.") from error
        if not is_faithful:
            raise StoreRefused("store_unfaithful", f"{where} does not keep what it is given.")
        log.info("store refuses overwriting: %s", "yes" if self.refuses_overwriting else "no")

    def _keeps_what_it_is_given(self) -> bool:
        key, mark = new_key(), secrets.token_bytes(32)
        self.send(key, mark)
        is_same = bytes(obstore.get(self._remote, key).bytes()) == mark
        self.refuses_overwriting = self._takes_condition and self._refuses_again(key, mark)
        obstore.delete(self._remote, key)
        return is_same and not self.exists(key)

    def _refuses_again(self, key: str, mark: bytes) -> bool:
        try:
            self.send(key, mark)
        except AlreadyExistsError:
            return True
        return False

    def send(self, key: str, content: bytes) -> None:
        """Send an object in one piece, on condition that it is new where the server knows how."""
        try:
            mode: PutMode = "create" if self._takes_condition else "overwrite"
            obstore.put(self._remote, key, content, mode=mode, use_multipart=False)
        except (BaseError, NotImplementedError) as error:
            if not self._takes_condition or not _is_unknown(error):
                raise
            self._takes_condition = False
            self.send(key, content)

    def sender(self, key: str) -> "WritableFile":
        """Return a writer that sends parts while it is written to."""
        return obstore.open_writer(
            self._remote, key, buffer_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE
        )


class _Sink:
    """Holds what is written until it is too much for one piece, then sends parts."""

    def __init__(self, store: S3Store, key: str) -> None:
        self.store, self.key = store, key
        self.held = bytearray()
        self.writer: WritableFile | None = None

    def write(self, content: bytes, /) -> int:
        with _translated():
            if self.writer is None and len(self.held) + len(content) > PART_BYTES:
                self._start_parts()
            if self.writer is None:
                self.held += content
            else:
                self.writer.write(content)
        return len(content)

    def _start_parts(self) -> None:
        if self.store.exists(self.key):
            raise ObjectExists("object_exists")
        self.writer = self.store.sender(self.key)
        self.writer.write(bytes(self.held))
        self.held.clear()

    def finish(self) -> None:
        with _translated():
            if self.writer is None:
                self.store.send(self.key, bytes(self.held))
            else:
                self.writer.close()

    def give_up(self, error: BaseException) -> None:
        if self.writer is not None:
            with contextlib.suppress(BaseError, OSError):
                self.writer.__exit__(type(error), error, error.__traceback__)


class _Source(io.RawIOBase):
    """The bytes of an object as they come, and StoreAway when fewer come than it has."""

    def __init__(self, chunks: object, size: int) -> None:
        self.chunks = iter(chunks)  # type: ignore[call-overload]  # a stream of obstore
        self.left, self.held = size, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # a wider type
        if not self.held:
            with _translated():
                self.held = memoryview(bytes(next(self.chunks, b"")))
            if not self.held and self.left:
                raise StoreAway("store_truncated")
        given = min(len(buffer), len(self.held))
        buffer[:given] = self.held[:given]
        self.held, self.left = self.held[given:], self.left - given
        return given


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Say in our words what the library raises."""
    try:
        yield
    except FileNotFoundError:
        raise ObjectMissing("object_missing") from None
    except AlreadyExistsError:
        raise ObjectExists("object_exists") from None
    except StoreAway:
        raise
    except (BaseError, OSError) as error:
        log.warning("store away: %s", type(error).__name__)
        raise StoreAway from error


def _is_unknown(error: BaseException) -> bool:
    """Tell whether the server says that it knows no condition on writing."""
    return isinstance(error, NotImplementedError) or "501 Not Implemented" in str(error)
