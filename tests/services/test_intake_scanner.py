"""The antivirus: the real clamd, with a signature written by hand; and one that is not there."""

import io
import socket
import threading

import pytest

from inclusion.intake.rules import Refusal, Scan
from inclusion.intake.scanner import Scanner, scanner_of
from inclusion.intake.taking import FileRefused, Incoming, Wishes, taken_in
from inclusion.settings import Settings
from tests.support import bombs, clamd
from tests.support.clamd import EICAR
from tests.support.papers import pdf, photo

needs_clamd = pytest.mark.skipif(
    not clamd.is_installed(), reason="Debian's clamav-daemon is not installed"
)


def harmful_attachment(document):
    document.attachments["lettre.txt"] = EICAR


def harmful_stream(document):
    document.pages[0].Contents = document.make_stream(b"% " + EICAR + b"\n")


HARMFUL = {
    "plain.txt": EICAR,
    "in.zip": bombs.zipped({"lettre.txt": EICAR}),
    "in.docx": bombs.docx({"word/lettre.txt": EICAR}),
    "behind.jpg": photo() + EICAR,
    "attached.pdf": bombs.edited_pdf(harmful_attachment),
    "packed.pdf": bombs.edited_pdf(harmful_stream),
}
CLEAN = {"a.pdf": pdf(pages=2), "a.jpg": photo(), "a.docx": bombs.docx(), "a.txt": b"bonjour"}


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    with clamd.running(tmp_path_factory.mktemp("clamd")) as found:
        yield found


def scan(name, content, scanner):
    files = [Incoming(io.BytesIO(content), name)]
    with taken_in(files, Wishes(40_000_000, scanner=scanner)) as intake:
        return intake.scan


def refusal(name, content, scanner):
    with pytest.raises(FileRefused) as refused:
        scan(name, content, scanner)
    return refused.value.code


@needs_clamd
@pytest.mark.parametrize("name", HARMFUL)
def test_what_clamd_knows_stays_outside_wherever_it_hides(addresses, name):
    assert refusal(name, HARMFUL[name], Scanner(addresses[0])) == Refusal.INFECTED


@needs_clamd
@pytest.mark.parametrize("name", CLEAN)
def test_what_clamd_does_not_know_is_clean_by_socket_and_by_port(addresses, name):
    for address in addresses:
        assert scan(name, CLEAN[name], Scanner(address, is_required=True)) is Scan.CLEAN


@needs_clamd
def test_what_is_larger_than_clamd_takes_is_not_scanned(addresses):
    large = b"a" * (32 << 20)

    assert scan("a.txt", large, Scanner(addresses[0])) is Scan.NOT_SCANNED
    assert refusal("a.txt", large, Scanner(addresses[0], is_required=True)) == Refusal.SCANNER_AWAY


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd.ctl", "tcp://127.0.0.1:1"])
@pytest.mark.parametrize("name", CLEAN)
def test_a_clamd_that_is_away_is_said_or_keeps_files_outside(address, name):
    assert scan(name, CLEAN[name], Scanner(address)) is Scan.NOT_SCANNED
    assert refusal(name, CLEAN[name], Scanner(address, is_required=True)) == Refusal.SCANNER_AWAY


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (b"stream: OK\0", Scan.CLEAN),
        (b"", Scan.NOT_SCANNED),
        (b"stream: OK with reserves\0", Scan.NOT_SCANNED),
        (b"INSTREAM size limit exceeded. ERROR\0", Scan.NOT_SCANNED),
        (b"stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND\0", Scan.NOT_SCANNED),
        (b"\xff" * 9000, Scan.NOT_SCANNED),
        (b"stream: Test.Own FOUND\0", None),
    ],
)
def test_only_a_clear_answer_is_believed(answer, found):
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer_once, args=(server, answer), daemon=True).start()
        scanner = Scanner(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        if found is None:
            assert refusal("a.txt", b"bonjour", scanner) == Refusal.INFECTED
        else:
            assert scan("a.txt", b"bonjour", scanner) is found


def answer_once(server, answer):
    connection, _address = server.accept()
    with connection:
        connection.recv(1 << 16)
        connection.sendall(answer)


def test_without_a_scanner_nothing_is_said_to_be_clean():
    assert scan("a.txt", EICAR, None) is Scan.NOT_SCANNED


@pytest.mark.parametrize(
    ("said", "scanner"),
    [
        ({}, None),
        ({"INCLUSION_CLAMD_URL": "unix:/c"}, Scanner("unix:/c")),
        ({"INCLUSION_CLAMD_URL": "unix:/c", "INCLUSION_ANTIVIRUS": "off"}, None),
        (
            {"INCLUSION_CLAMD_URL": "tcp://h:3310", "INCLUSION_ANTIVIRUS": "required"},
            Scanner("tcp://h:3310", is_required=True),
        ),
    ],
)
def test_the_settings_choose_the_scanner(tmp_path, said, scanner):
    settings = Settings.from_environ({"INCLUSION_VAR_DIR": str(tmp_path), **said})

    assert scanner_of(settings) == scanner
