"""Take files in, in a process of its own, and say what came out: one line of JSON a file.

Called as `python -m tests.support.judging SPOOL FILE…`; the last line tells the most memory that
a subprocess took, and what is left in the spool.
"""

import io
import json
import resource
import struct
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image, ImageOps

from inclusion import spool
from inclusion.intake.rules import FileKind
from inclusion.intake.taking import FileRefused, Incoming, Intake, Wishes, taken_in


def outcome(path: Path) -> dict[str, object]:
    began = time.monotonic()
    try:
        with path.open("rb") as file, taken_in([Incoming(file, path.name)], WISHES) as intake:
            facts = facts_of(intake, path)
    except FileRefused as refused:
        facts = {"verdict": "refused", "reason": refused.code}
    return {"file": path.name, **facts, "seconds": time.monotonic() - began}


def facts_of(intake: Intake, path: Path) -> dict[str, object]:
    body, given = intake.body.read_bytes(), path.read_bytes()
    facts = {
        "verdict": intake.verdict.value,
        "kind": intake.kind.value,
        "extension": intake.extension,
        "images": len(intake.images),
        "is_the_same": body == given,
    }
    if intake.kind is FileKind.JPEG:
        with Image.open(io.BytesIO(body)) as image:
            image.load()
            facts["size"] = list(image.size)
        facts["private"] = described(body)
        facts["upright"] = upright_size(path)
    return facts


def described(body: bytes) -> list[str]:
    """Return the segments of a JPEG that hold words: any but its size, its tables, its points."""
    at, found = 2, []
    while body[at + 1] != 0xDA:
        marker, length = struct.unpack_from("!HH", body, at)
        if marker == 0xFFFE or 0xFFE1 <= marker <= 0xFFEF:
            found.append(f"{marker:x}")
        at += 2 + length
    return found


def upright_size(path: Path) -> list[int] | None:
    """Return the size of a photo once turned, as Pillow has it; None for what it does not know."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(path) as image:
                return list(ImageOps.exif_transpose(image).size)
        except OSError:
            return None


if __name__ == "__main__":
    WISHES = Wishes(25_000_000)
    folder = Path(sys.argv[1])
    spool.home = lambda: str(folder)
    with ThreadPoolExecutor(2) as pool:
        for came in pool.map(outcome, map(Path, sys.argv[2:])):
            sys.stdout.write(json.dumps(came) + "\n")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    sys.stdout.write(json.dumps({"peak_kib": peak, "left": sorted(map(str, folder.iterdir()))}))
