"""The agents' pages of messages: doubts, letters, and what development shows."""

import io
from dataclasses import replace

import pikepdf
import pytest
import sqlalchemy as sa

from inclusion.app import create_app
from inclusion.db import read_session, write_session
from inclusion.messages.models import Message
from inclusion.messages.rules import Channel, State
from inclusion.messages.sending import deliver_due


def engine_of(app):
    return app.extensions["inclusion"].engine


def found(app, **wanted):
    with read_session(engine_of(app)) as session:
        return session.scalars(sa.select(Message).filter_by(**wanted)).one()


def press(client, url):
    """Post to an address with the token of a page that the agent has open."""
    client.visit("/mediation")
    return client.post(url, data={"csrf_token": client.page.form().values["csrf_token"]})


def test_a_doubt_is_told_by_the_person_and_settled(app, as_mediator):
    page = as_mediator.get("/mediation/messages").text
    assert "Fatoumata Diarra" in page
    assert "Peut-être envoyé" in page
    assert "exemple.test" not in page
    doubtful = found(app, state=State.DOUBTFUL)

    url = f"/mediation/messages/{doubtful.public_id}"
    assert press(as_mediator, f"{url}/arrived").status_code == 303
    assert found(app, id=doubtful.id).state is State.SENT
    late = press(as_mediator, f"{url}/again")
    assert "Quelqu’un a déjà décidé" in as_mediator.get(late.location).text


def test_a_failed_message_may_be_sent_again_not_said_to_have_come(app, as_mediator):
    failed = found(app, state=State.FAILED)
    url = f"/mediation/messages/{failed.public_id}"
    assert f"{url}/arrived" not in as_mediator.get("/mediation/messages").text

    press(as_mediator, f"{url}/again")

    assert found(app, id=failed.id).state is State.WAITING


def test_a_decision_that_does_not_exist_is_refused(app, as_mediator):
    doubtful = found(app, state=State.DOUBTFUL)

    answer = press(as_mediator, f"/mediation/messages/{doubtful.public_id}/burn")

    assert answer.status_code == 422


@pytest.mark.parametrize("query", ["", "?grand=1"])
def test_a_letter_is_a_tagged_pdf_of_one_sheet(app, as_mediator, query):
    letter = found(app, channel=Channel.LETTER)
    assert "Henri Lemoine" in as_mediator.get("/mediation/courrier").text

    answer = as_mediator.get(f"/mediation/courrier/{letter.public_id}.pdf{query}")

    assert answer.mimetype == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "fr"


def test_a_posted_letter_leaves_the_list_and_its_content(app, as_mediator):
    letter = found(app, channel=Channel.LETTER)

    assert press(as_mediator, f"/mediation/courrier/{letter.public_id}/poste").status_code == 303

    assert "Henri Lemoine" not in as_mediator.get("/mediation/courrier").text
    gone = as_mediator.get(f"/mediation/courrier/{letter.public_id}.pdf")
    assert gone.status_code == 404
    assert found(app, id=letter.id).sealed is None


def test_agents_of_elsewhere_do_not_see_what_is_another_structures(app, as_mediator):
    with write_session(engine_of(app)) as session:
        theirs = session.scalar(sa.text("SELECT max(id) FROM structure"))
        session.execute(sa.update(Message).values(structure_id=theirs))

    letter, doubtful = found(app, channel=Channel.LETTER), found(app, state=State.DOUBTFUL)
    assert "Henri Lemoine" not in as_mediator.get("/mediation/courrier").text
    assert as_mediator.get(f"/mediation/courrier/{letter.public_id}.pdf").status_code == 404
    answer = press(as_mediator, f"/mediation/messages/{doubtful.public_id}/again")
    assert answer.status_code == 404


def test_development_shows_what_would_have_left(app, client, as_mediator, clock):
    failed = found(app, state=State.FAILED)
    press(as_mediator, f"/mediation/messages/{failed.public_id}/again")

    deliver_due(engine_of(app), app.extensions["inclusion"].settings, clock)

    assert "+33639980000" in client.get("/dev/messages").text


def test_production_has_no_such_page(app):
    settings = replace(app.extensions["inclusion"].settings, environment="production")
    made = create_app(settings)

    assert made.test_client().get("/dev/messages").status_code == 404
    made.extensions["inclusion"].engine.dispose()
