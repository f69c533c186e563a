"""Runs alone in a subprocess with limits: proves what files are, and makes their images.

Called as `python -m inclusion.intake.worker` in a private folder, with a line of JSON to read;
prints one. A hostile file can only end this process.
"""

import json
import sys
from pathlib import Path
from typing import Any

from inclusion.intake import limits, pdfs, photos
from inclusion.intake.refused import Refused
from inclusion.intake.rules import Refusal


def main() -> None:
    """Judge the files of the question."""
    question = json.load(sys.stdin)
    limits.confine(limits.largest_file(question["most_bytes"]))
    try:
        answer = _answer(question, Path.cwd())
    except Refused as refused:
        answer = {"refusal": refused.code.value}
    except MemoryError:
        answer = {"refusal": Refusal.TOO_LONG.value}
    print(json.dumps(answer))  # noqa: T201 - the answer to the parent


def _answer(question: dict[str, Any], folder: Path) -> dict[str, Any]:
    paths = [folder / name for name in question["files"]]
    if question["kind"] != "pdf":
        kind = photos.taken(paths, folder, wants_text=question["text"])
        return {"kind": kind, "pages": len(paths), "is_opened": True, "is_laid_out": True}
    taken = pdfs.taken(paths[0], folder, wants_scan=question["scan"], wants_text=question["text"])
    return {
        "kind": "pdf",
        "pages": taken.pages,
        "is_opened": taken.is_opened,
        "is_laid_out": taken.is_laid_out,
    }


if __name__ == "__main__":
    main()
