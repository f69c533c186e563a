"""`inclusion bench safe`: what the safe costs, in ratios of one run, against what it promises."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from inclusion import crypto, spool
from inclusion.bench.passing import deposited, put_in, sealed_in, taken_out
from inclusion.bench.place import Place, made_in
from inclusion.clock import utc_now
from inclusion.db import read_session, write_session
from inclusion.safe import envelope, queries
from inclusion.safe.queries import Opened
from inclusion.safe.service import shelves
from inclusion.settings import Settings

MEBIBYTE = 1 << 20
PAPERS = 1_000
SMALL_BYTES = 64


@dataclass(frozen=True, slots=True)
class Line:
    """A figure, and what was promised of it: at least (is_floor) or at most `target`."""

    name: str
    figure: float
    target: float
    unit: str = ""
    is_floor: bool = False

    @property
    def is_kept(self) -> bool:
        """Tell whether the promise is kept."""
        return self.figure >= self.target if self.is_floor else self.figure <= self.target

    def __str__(self) -> str:
        """Return a row of the table."""
        bound = f"{'≥' if self.is_floor else '≤'} {self.target:g}"
        verdict = "kept" if self.is_kept else "MISSED"
        return f"{self.name:46} {self.figure:10.3f} {self.unit:4} {bound:>8}  {verdict}"


@click.command("safe")
@click.option("--mebibytes", default=256, show_default=True, help="Size of the large file.")
@click.option("--papers", default=PAPERS, show_default=True, help="How many papers are listed.")
@click.option("--rounds", default=7, show_default=True, help="Tries; the best of each counts.")
@click.option("--folder", type=click.Path(exists=True), help="Where to work, on the store's disk.")
@click.pass_obj
def safe(
    settings: Settings, *, mebibytes: int, papers: int, rounds: int, folder: str | None
) -> None:
    """Compare with the age command, weigh, time; exit 1 when a promise is not kept."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        lines = list(_lines(Path(made), settings, mebibytes, papers, rounds=rounds))
    for line in lines:
        click.echo(line)
    if not all(line.is_kept for line in lines):
        raise SystemExit(1)


def _lines(
    folder: Path, settings: Settings, mebibytes: int, papers: int, *, rounds: int
) -> Iterator[Line]:
    place = made_in(folder / "place", settings)
    if shutil.which("age") is None:
        click.echo("The age command is not installed: nothing to compare with (apt install age).")
    else:
        yield from _ratios(folder, place, mebibytes, rounds)
    for size in sorted({mebibytes // 4, mebibytes}):
        grown = _grown_mebibytes(folder, size)
        yield Line(f"memory for {size} MiB in and out", grown, 64, "MiB")
    yield Line("wrapping a key for somebody", _wrapping_ms(), 1, "ms")
    with tempfile.TemporaryDirectory(dir=spool.home()) as memory:
        yield _listing(made_in(Path(memory), settings), papers)


def _ratios(folder: Path, place: Place, mebibytes: int, rounds: int) -> Iterator[Line]:
    """Time ours and theirs by turns, so that both see the same machine."""
    plain = _file(folder, mebibytes)
    theirs = _Age(folder)
    times: dict[str, list[float]] = {"in": [], "out": [], "age in": [], "age out": []}
    for _round in range(rounds):
        times["age in"].append(_seconds(lambda: theirs.seal(plain)))
        start = time.perf_counter()
        sealed = put_in(place, plain)
        times["in"].append(time.perf_counter() - start)
        times["age out"].append(_seconds(theirs.open))
        times["out"].append(_seconds(lambda: taken_out(place, sealed)))  # noqa: B023 - called now
    best = {name: min(found) for name, found in times.items()}
    for name, seconds in best.items():
        click.echo(f"{name:8} {mebibytes * MEBIBYTE / 1e6 / seconds:7.0f} MB/s")
    yield Line("in: throughput against age", best["age in"] / best["in"], 0.35, is_floor=True)
    yield Line("out: throughput against age", best["age out"] / best["out"], 0.5, is_floor=True)


class _Age:
    """The public tool, on files of the same folder."""

    def __init__(self, folder: Path) -> None:
        identity = crypto.new_identity()
        self.recipient = crypto.recipient_of(identity)
        self.key, self.sealed, self.plain = folder / "key", folder / "a.age", folder / "a.out"
        self.key.touch(0o600)
        self.key.write_text(identity)

    def seal(self, path: Path) -> None:
        self._run("-r", self.recipient, "-o", str(self.sealed), str(path))

    def open(self) -> None:
        self._run("-d", "-i", str(self.key), "-o", str(self.plain), str(self.sealed))

    def _run(self, *words: str) -> None:
        subprocess.run(["age", *words], check=True)  # noqa: S603, S607 - the age of the machine


def _grown_mebibytes(folder: Path, mebibytes: int) -> float:
    """Put a file in and take it out in a process of its own; return how its memory grew."""
    place, plain = folder / f"grown-{mebibytes}", _file(folder, mebibytes)
    command = [sys.executable, "-m", "inclusion.bench.passing", str(place), str(plain)]
    environment = {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "INCLUSION_VAR_DIR": str(folder / "var"),
    }
    done = subprocess.run(  # noqa: S603 - our own module
        command, capture_output=True, check=True, env=environment
    )
    return int(done.stdout) / 1024


def _wrapping_ms() -> float:
    identity = crypto.new_identity()
    recipient = crypto.recipient_of(crypto.new_identity())
    times = [_seconds(lambda: envelope.wrap(identity, recipient=recipient)) for _ in range(200)]
    return statistics.median(times) * 1000


def _listing(place: Place, papers: int) -> Line:
    """Fill a safe, then time what a page does once the key is derived: unwrap, find, list."""
    _fill(place, papers)
    key = crypto.new_identity()
    wrapped = envelope.wrap(place.opened.identity, recipient=crypto.recipient_of(key))
    times = []
    for _try in range(5):
        start = time.process_time()
        identity = envelope.unwrap(wrapped, identity=key)
        with read_session(place.engine) as session:
            found = queries.find_safe(session, place.account_id)
            assert found is not None  # noqa: S101 - made above
            opened = Opened(found, identity, closes_at=utc_now())
            shelf = shelves.read(session, place.store, opened, at=utc_now())
        times.append(time.process_time() - start)
        if len(shelf.kept) != papers or shelf.faults:
            raise click.ClickException("The safe that was filled does not list what it holds.")
    return Line(
        f"opening and listing {papers} papers (CPU)", statistics.median(times) * 1000, 150, "ms"
    )


def _fill(place: Place, papers: int) -> None:
    with tempfile.TemporaryDirectory() as folder, write_session(place.engine) as session:
        small = Path(folder) / "small"
        small.write_bytes(os.urandom(SMALL_BYTES))
        for number in range(papers):
            sealed = sealed_in(place, small, name=f"Quittance de loyer {number}")
            deposited(session, place, sealed)


def _file(folder: Path, mebibytes: int) -> Path:
    path = folder / f"plain-{mebibytes}"
    if not path.exists():
        with path.open("wb") as file:
            for _number in range(mebibytes):
                file.write(os.urandom(MEBIBYTE))
    return path


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
