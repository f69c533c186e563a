"""`inclusion safe inspect`: what would become of files, one line each, nothing deposited."""

import json

import pytest
from click.testing import CliRunner

from inclusion.safe.cli import cli
from tests.support import bombs
from tests.support.papers import pdf, photo

FILES = {
    "a.pdf": (pdf(), "accepted", ""),
    "b.jpg": (photo(), "cleaned", ""),
    "c.docx": (bombs.docx(), "unopened", ""),
    "d.exe": (b"MZ", "refused", "dangerous"),
    "vide.pdf": (b"", "refused", "empty"),
    "é\udce9.txt": (b"bonjour", "unopened", ""),
}


@pytest.fixture
def paths(tmp_path):
    for name, (content, _verdict, _reason) in FILES.items():
        (tmp_path / name).write_bytes(content)
    return [str(tmp_path / name) for name in FILES]


def run(settings, *arguments):
    done = CliRunner().invoke(cli, ["inspect", *arguments], obj=settings)
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def test_each_file_is_one_line_of_json(settings, paths, tmp_path):
    missing = [str(tmp_path / "nulle part"), str(tmp_path)]
    lines = [json.loads(line) for line in run(settings, "--json", *paths, *missing)]

    assert [line["file"] for line in lines] == [*paths, *missing]
    expected = [(verdict, reason) for _content, verdict, reason in FILES.values()]
    expected += [("refused", "unreadable")] * 2
    assert [(line["verdict"], line["reason"]) for line in lines] == expected
    assert all(set(line) == {"file", "verdict", "reason", "seconds"} for line in lines)
    assert all(0 <= line["seconds"] < 20 for line in lines)
    assert not list((tmp_path / "storage").rglob("*"))


def test_without_json_it_is_a_table(settings, paths):
    lines = run(settings, *paths)

    assert [line.split()[0] for line in lines] == [verdict for _c, verdict, _r in FILES.values()]
    assert lines[3].split()[1] == "dangerous"
