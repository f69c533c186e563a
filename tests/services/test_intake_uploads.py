"""The 101 real files, good and bad, each against its row of the list that came with them."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UPLOADS = ROOT.parent / "shared" / "data" / "uploads"
PHOTOS = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif"}
MOST_KIB = 1 << 20
MOST_SECONDS = 20


def expected(row) -> set[str]:
    """Return the verdicts that a row and the project's own list of kinds allow."""
    handling, suffix = row["expected_handling"], Path(row["name"]).suffix.lower()
    if handling.startswith("accept after re-encoding, or reject"):
        return {"cleaned", "refused"}
    if handling.startswith("accept"):
        return {"accepted"} if suffix == ".pdf" else {"cleaned" if suffix in PHOTOS else "unopened"}
    if handling.startswith("reject or store without ever rendering"):
        return {"refused", "unopened"}
    assert handling.startswith("reject: ask for a copy without password"), handling
    return {"refused"}


def faults(row, came) -> list[str]:
    """Return what is wrong with what came of a file."""
    checks = {
        f"is {came['verdict']} ({came.get('reason')})": came["verdict"] in expected(row),
        "took too long": came["seconds"] < MOST_SECONDS,
    }
    if came["verdict"] == "refused" and "password" in row["expected_handling"]:
        checks["does not ask for a copy without password"] = came["reason"] == "protected"
    if came["verdict"] == "accepted":
        checks["is not the same bit for bit"] = came["is_the_same"]
        checks["has no image"] = came["images"] > 0
    if came["verdict"] == "unopened":
        checks["is not the same bit for bit"] = came["is_the_same"]
        checks["was rendered"] = came["images"] == 0
        checks["lost its extension"] = row["name"].lower().endswith("." + came["extension"])
    if came["verdict"] == "cleaned":
        checks[f"tells {came['private']}"] = came["private"] == []
        checks[f"is {came['size']}"] = came["upright"] in (came["size"], None)
    return [f"{row['name']} {fault}" for fault, is_right in checks.items() if not is_right]


@pytest.mark.skipif(not UPLOADS.exists(), reason="the files lie beside the repository")
def test_each_file_comes_out_as_its_row_says(tmp_path):
    with (UPLOADS / "manifest.csv").open() as file:
        rows = list(csv.DictReader(file))
    command = [sys.executable, "-m", "tests.support.judging", str(tmp_path)]
    done = subprocess.run(
        [*command, *(str(UPLOADS / row["dir"] / row["name"]) for row in rows)],
        capture_output=True, check=True, text=True, cwd=ROOT,
    )  # fmt: skip
    *came, last = (json.loads(line) for line in done.stdout.splitlines())

    assert len(rows) == len(came) == 101
    assert [fault for row, one in zip(rows, came, strict=True) for fault in faults(row, one)] == []
    assert last["left"] == []
    assert last["peak_kib"] < MOST_KIB
