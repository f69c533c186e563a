"""The bench of the safe measures what it says, and tells a promise that is not kept."""

import os
import shutil
import subprocess
import sys

import pytest

from inclusion.bench.safe import Line


@pytest.mark.parametrize(
    ("figure", "target", "is_floor", "is_kept"),
    [
        (0.4, 0.35, True, True),
        (0.3, 0.35, True, False),
        (63, 64, False, True),
        (65, 64, False, False),
    ],
)
def test_a_promise_is_kept_or_missed(figure, target, is_floor, is_kept):
    line = Line("x", figure, target, is_floor=is_floor)

    assert line.is_kept is is_kept
    assert ("kept" if is_kept else "MISSED") in str(line)


def run(tmp_path, path):
    environ = {
        "PATH": path,
        "INCLUSION_VAR_DIR": str(tmp_path / "var"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-m", "inclusion.cli", "bench", "safe", "--mebibytes", "8"]
    return subprocess.run(
        [*command, "--papers", "5", "--rounds", "1", "--folder", str(tmp_path)],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_small_run_prints_each_figure_and_leaves_nothing(tmp_path):
    done = run(tmp_path, os.environ["PATH"])

    assert done.returncode in (0, 1), done.stderr
    assert done.returncode == (1 if "MISSED" in done.stdout else 0)
    for said in ("memory for 2 MiB", "memory for 8 MiB", "wrapping a key", "listing 5 papers"):
        assert said in done.stdout
    assert ("in: throughput against age" in done.stdout) == bool(shutil.which("age"))
    assert [path.name for path in tmp_path.iterdir()] == ["var"]


def test_without_age_it_says_so_and_measures_the_rest(tmp_path):
    done = run(tmp_path, "/nowhere")

    assert "The age command is not installed" in done.stdout
    assert "wrapping a key" in done.stdout
    assert "throughput" not in done.stdout
