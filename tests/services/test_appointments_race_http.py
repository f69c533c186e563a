"""Two hundred requests released together against the served product, with several processes."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from html import unescape
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import pytest
import sqlalchemy as sa

from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.public_holidays import is_holiday
from inclusion.clock import paris_instant, paris_today
from inclusion.db import read_session, write_session
from inclusion.places.models import Place
from tests.support.appointments import lay

PEOPLE = 200
WORKERS = 3
OTHER_HOUR = re.compile(r'href="/rendez-vous/verifier\?[^"]*heure=(\d+T\d+Z)"')
TAKEN = "Quelqu’un vient de prendre cette heure"


class Person:
    """Somebody with a browser of their own: a cookie, and forms filled one after the other."""

    def __init__(self, port, number):
        self.port, self.number, self.cookie, self.form = port, number, "", {}

    def send(self, method, path, **values):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = None
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({**self.form, **values})
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        if answer.headers.get("Set-Cookie"):
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        connection.close()
        self.form = dict(
            re.findall(r'type="hidden"(?: id="[^"]*")? name="([^"]+)" value="([^"]*)"', page)
        )
        return answer.status, answer.headers.get("Location", ""), page

    def fill(self, query):
        """Answer every question, up to the page to confirm."""
        path = f"/rendez-vous/qui-vient?{query}"
        self.send("GET", path)
        for answer in (
            {"company": "alone"},
            {"name": f"Personne numero {self.number}".replace("numero", "Martin")},
            {"interpreter": "fr"},
            {"channel": "spoken"},
        ):
            status, path, page = self.send("POST", path, **answer)
            assert status == 303, page
            self.send("GET", path)
        assert urlsplit(path).path == "/rendez-vous/verifier"
        return path


@pytest.fixture
def hour():
    """Give 9 h in Paris on a working day, some days ahead of the real clock."""
    day = paris_today(datetime.now(UTC)) + timedelta(days=3)
    while day.weekday() > 4 or is_holiday(day):
        day += timedelta(days=1)
    return paris_instant(day, wall(9))


@pytest.fixture
def query(fresh_engine, hour):
    """Lay one mediator, open that morning; give the choices of the journey."""
    with write_session(fresh_engine) as session:
        ground = lay(session)
        day = paris_today(hour)
        ground.open_on(ground.mediators[0], day.weekday(), first_on=day, at=datetime.now(UTC))
        choices = {
            "motif": session.get_one(Reason, ground.reason.id).code,
            "lieu": session.get_one(Place, ground.place_id).slug,
            "heure": hour.strftime("%Y%m%dT%H%MZ"),
        }
    return urlencode(choices)


@pytest.fixture
def port(fresh_engine, tmp_path, query):
    """Serve the product on a free port, with several processes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        chosen = probe.getsockname()[1]
    environ = os.environ | {
        "INCLUSION_VAR_DIR": str(tmp_path / "var"),
        "INCLUSION_DATABASE_URL": fresh_engine.url.render_as_string(hide_password=False),
        "INCLUSION_WEB_WORKERS": str(WORKERS),
        "PORT": str(chosen),
    }
    log = (tmp_path / "serve.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "inclusion.cli", "serve"], env=environ, stdout=log, stderr=log
    )
    try:
        wait_for(chosen, server, tmp_path / "serve.log")
        yield chosen
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        log.close()


def wait_for(port, server, log):
    for _ in range(150):
        assert server.poll() is None, log.read_text()
        try:
            if Person(port, 0).send("GET", "/rendez-vous")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


def booked(engine):
    with read_session(engine) as session:
        return session.scalars(sa.select(Appointment)).all()


def test_two_hundred_people_and_one_hour(fresh_engine, port, query):
    people = [Person(port, number) for number in range(PEOPLE)]
    with ThreadPoolExecutor(12) as pool:
        paths = list(pool.map(lambda person: person.fill(query), people))
    barrier = Barrier(PEOPLE)

    def confirm(person, path):
        barrier.wait()
        return person.send("POST", path)

    began = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(confirm, people, paths))
    seconds = time.perf_counter() - began

    winners = [answer for answer in answers if answer[0] == 303]
    losers = [answer for answer in answers if answer[0] == 409]
    assert (len(winners), len(losers)) == (1, PEOPLE - 1), sorted({a[0] for a in answers})
    assert urlsplit(winners[0][1]).path.startswith("/rendez-vous/c-est-fait/")
    for _status, _location, page in losers:
        assert TAKEN in page
        assert len(set(OTHER_HOUR.findall(unescape(page)))) == 3
    assert len(booked(fresh_engine)) == 1
    print(f"{fresh_engine.dialect.name}: {PEOPLE} answers in {seconds:.1f} s")  # noqa: T201


def test_one_form_sent_many_times_at_once(fresh_engine, port, query):
    person = Person(port, 1)
    path = person.fill(query)
    form, cookie = person.form, person.cookie
    copies = [Person(port, 1) for _ in range(8)]
    for copy in copies:
        copy.form, copy.cookie = form, cookie
    barrier = Barrier(len(copies))

    def confirm(copy):
        barrier.wait()
        return copy.send("POST", path)

    with ThreadPoolExecutor(len(copies)) as pool:
        answers = list(pool.map(confirm, copies))

    assert {answer[0] for answer in answers} == {303}
    assert len({answer[1] for answer in answers}) == 1
    assert len(booked(fresh_engine)) == 1
    assert person.send("GET", answers[0][1])[0] == 200
