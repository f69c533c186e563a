"""What a zip says of itself in its directory: read without opening anything in it.

Office files are zips. Source: APPNOTE.TXT 6.3.10 (PKWARE) §4.3; OWASP ASVS 5.0 V5.2.3.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO

MOST_ENTRIES = 2_000
MOST_BYTES = 100_000_000
MOST_RATIO = 100
MOST_DIRECTORY_BYTES = 1 << 20

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL_BYTES = 30
_LONGEST_COMMENT = 0xFFFF
_NESTED = (".zip", ".jar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".zst", ".tar", ".cab")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in the archive, as its directory announces it."""

    name: str
    offset: int
    packed: int
    unpacked: int


class Broken(Exception):
    """The directory makes no sense."""


def is_sober(file: BinaryIO) -> bool:
    """Tell whether an archive announces few files, of a reasonable size, and no archive in it.

    False also when its directory makes no sense.
    """
    try:
        entries = list(_entries(file))
    except (Broken, struct.error):
        return False
    packed = sum(entry.packed for entry in entries)
    unpacked = sum(entry.unpacked for entry in entries)
    return (
        not _overlap(entries)
        and unpacked <= min(MOST_BYTES, MOST_RATIO * max(packed, 1))
        and not any(entry.name.lower().endswith(_NESTED) for entry in entries)
    )


def _entries(file: BinaryIO) -> Iterator[Entry]:
    """Yield what the directory lists. Zip64 is refused: nothing sober needs it."""
    count, size, start = _end(file)
    if count > MOST_ENTRIES or size > MOST_DIRECTORY_BYTES or start + size > _size(file):
        raise Broken
    file.seek(start)
    directory = file.read(size)
    at = 0
    for _ in range(count):
        mark, *_others, packed, unpacked, name, extra, comment, _disk, _in, _ex, offset = (
            _ENTRY.unpack_from(directory, at)
        )
        if mark != b"PK\x01\x02" or offset + packed > start:
            raise Broken
        named = directory[at + _ENTRY.size : at + _ENTRY.size + name]
        yield Entry(named.decode("utf-8", "replace"), offset, packed, unpacked)
        at += _ENTRY.size + name + extra + comment
    if at != size:
        raise Broken


def _overlap(entries: list[Entry]) -> bool:
    """Tell whether the same bytes serve several times. Source: Fifield, "A better zip bomb"."""
    ordered = sorted(entries, key=lambda entry: entry.offset)
    return any(
        here.offset + _LOCAL_BYTES + here.packed > following.offset
        for here, following in pairwise(ordered)
    )


def _end(file: BinaryIO) -> tuple[int, int, int]:
    """Return how many entries there are, the size of the directory and where it starts."""
    whole = _size(file)
    file.seek(max(whole - _END.size - _LONGEST_COMMENT, 0))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise Broken
    _mark, disk, first_disk, here, count, size, start, comment = _END.unpack_from(tail, at)
    is_split = disk or first_disk or here != count
    if is_split or at + _END.size + comment != len(tail) or count == 0:
        raise Broken
    return count, size, start


def _size(file: BinaryIO) -> int:
    return file.seek(0, os.SEEK_END)
