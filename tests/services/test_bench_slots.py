"""`inclusion bench slots` answers as an obviously right reference does, on both engines."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from inclusion.bench.slots import slots_command

BENCH = Path(__file__).parents[3] / "shared" / "bench"
needs_bench = pytest.mark.skipif(not BENCH.is_dir(), reason="the shared folder is absent")

TINY = {
    "format": "slots-workload/1",
    "tz": "Europe/Paris",
    "now": "2027-03-22T08:07:00Z",
    "weeks": 2,
    "holidays": ["2027-03-29"],
    "places": [
        {"id": 0, "name": "Près", "lat": 48.99, "lon": 1.72},
        {"id": 1, "name": "Loin", "lat": 48.5, "lon": 2.5},
    ],
    "agents": [{"id": 0}, {"id": 1}],
    "services": [
        {"id": 0, "name": "Un", "duration_min": 30, "step_min": 15, "min_notice_min": 0,
         "max_notice_days": 60},
        {"id": 1, "name": "Deux", "duration_min": 60, "step_min": 30, "min_notice_min": 0,
         "max_notice_days": 60},
    ],
    "openings": [
        # Mondays, over the clock change of Sunday 28; Monday 29 is a public holiday.
        {"id": 0, "agent": 0, "place": 0, "services": [0], "weekday": 0, "start": "14:00",
         "end": "15:00", "from": "2027-01-01", "until": None, "except": []},
        # The night of the clock change itself: from 1 h to 4 h there are two hours.
        {"id": 1, "agent": 1, "place": 1, "services": [0, 1], "date": "2027-03-28",
         "start": "01:00", "end": "04:00"},
    ],
    "absences": [{"agent": 1, "start": "2027-03-28T03:30", "end": "2027-03-28T05:00"}],
    "bookings": {"columns": [], "rows": [
        [0, 0, 0, 30095340, 30095370, 0],
        [0, 0, 0, 30095340, 30095370, 1],
    ]},
    "queries": [
        {"kind": "all", "service": 0, "weeks": 2},
        {"kind": "near", "service": 0, "lat": 48.99, "lon": 1.72, "radius_km": 5},
        {"kind": "near", "service": 1, "lat": 48.99, "lon": 1.72, "radius_km": 5},
        {"kind": "place_week", "service": 1, "place": 1, "from": "2027-03-22", "days": 7},
    ],
}  # fmt: skip


def answers(workload, tmp_path, databases, dialect):
    output = tmp_path / "answers.json"
    arguments = [str(workload), "-o", str(output), "--rounds", "1"]
    done = CliRunner().invoke(
        slots_command, [*arguments, "--database", databases.empty_url(dialect)], obj=None
    )
    assert done.exit_code == 0, done.output
    return output


def test_a_workload_small_enough_to_answer_by_hand(tmp_path, databases, dialect):
    workload = tmp_path / "tiny.json"
    workload.write_text(json.dumps(TINY))

    said = json.loads(answers(workload, tmp_path, databases, dialect).read_text())

    monday = 30095340  # 22 March 2027, 14 h in Paris
    sunday = 30103200  # 28 March 2027, 1 h in Paris
    night = [sunday, sunday + 15, sunday + 30, sunday + 45, sunday + 60]
    assert [one["answer"] for one in said] == [
        [[monday + 30, 0, 0], *([start, 1, 1] for start in night)],
        [monday + 30, 0, 0],
        None,
        [[sunday, 1, 1], [sunday + 30, 1, 1]],
    ]
    assert all(one["ms"] >= 0 for one in said)


@needs_bench
@pytest.mark.parametrize(
    "options",
    [["--seed", "1"], ["--season", "autumn", "--ragged"], ["--seed", "7", "--ragged"]],
    ids=" ".join,
)
def test_the_reference_agrees(tmp_path, databases, dialect, options):
    check(tmp_path, databases, dialect, "S", options)


@needs_bench
@pytest.mark.long
@pytest.mark.parametrize("season", ["spring", "autumn"])
def test_the_reference_agrees_on_two_hundred_mediators(tmp_path, databases, dialect, season):
    check(tmp_path, databases, dialect, "M", ["--season", season, "--ragged", "--seed", "3"])


def check(tmp_path, databases, dialect, size, options):
    workload = tmp_path / "workload.json"
    python(BENCH / "make_workload.py", size, *options, "-o", workload)
    output = answers(workload, tmp_path, databases, dialect)
    done = python(BENCH / "reference_slots.py", workload, "--check", output)
    assert " OK" in done
    assert "DIFFERS" not in done


def python(*arguments):
    command = [sys.executable, *(str(one) for one in arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
