"""Confirm my telephone or my e-mail address with a code."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.accounts import channels, notifying, page_words
from inclusion.accounts.page_forms import ContactCodeForm
from inclusion.accounts.rules.reaching import ContactChannel
from inclusion.accounts.views import bp
from inclusion.accounts.views.sign_in import Answer
from inclusion.errors import NotFound
from inclusion.people import queries as people
from inclusion.web import access, limits
from inclusion.web.session import now, reading, settings, transaction

ADDRESSES = {"telephone": ContactChannel.PHONE, "e-mail": ContactChannel.EMAIL}
CODES_AN_ACCOUNT, CODES_A_NETWORK = 5, 60


@bp.route("/mon-compte/coordonnees/confirmer/<channel>", methods=["GET", "POST"])
@access.citizen
def confirm(channel: str) -> Answer:
    """Ask for the code that was sent, or offer to send one."""
    chosen = _channel(channel)
    with reading() as session:
        person = people.person(session, current_user.person_id)
        sent = channels.find_pending(
            session, account_id=current_user.account_id, channel=chosen, at=now()
        )
    value = channels.value_of(person, chosen)
    if value is None:
        raise NotFound("channel")
    form = ContactCodeForm()
    if form.validate_on_submit() and _confirmed(form, chosen):
        return redirect(url_for("accounts.show"), 303)
    page = render_template(
        "accounts/confirm.html",
        form=form,
        channel=channel,
        is_phone=chosen is ContactChannel.PHONE,
        value=value,
        sent=sent,
        term=page_words.CHANNELS[chosen],
        is_sent_here=notifying.can_send(settings(), chosen),
        is_confirmed=channels.confirmed_at(person, chosen) is not None,
    )
    return page, form.status


@bp.post("/mon-compte/coordonnees/confirmer/<channel>/envoyer")
@access.citizen
def send_confirmation(channel: str) -> Response:
    """Send a new code to the telephone or the address that is written in the account."""
    chosen = _channel(channel)
    if not notifying.can_send(settings(), chosen):
        raise NotFound("channel")
    key = str(current_user.account_id)
    limits.guard("contact_code", key, limit=CODES_AN_ACCOUNT)
    limits.guard("contact_code_network", limits.network(), limit=CODES_A_NETWORK)
    limits.note_failure("contact_code", key)
    limits.note_failure("contact_code_network", limits.network())
    with transaction() as session:
        channels.send_code(
            session,
            account_id=current_user.account_id,
            channel=chosen,
            key=settings().secrets.lookup_key,
            at=now(),
        )
    return redirect(url_for("accounts.confirm", channel=channel), 303)


def _channel(name: str) -> ContactChannel:
    if name not in ADDRESSES:
        raise NotFound("channel")
    return ADDRESSES[name]


def _confirmed(form: ContactCodeForm, channel: ContactChannel) -> bool:
    with transaction() as session:
        is_right = channels.confirm(
            session,
            account_id=current_user.account_id,
            channel=channel,
            code=form.code.data,
            key=settings().secrets.lookup_key,
            at=now(),
        )
    if not is_right:
        form.refuse("code", _("Ce code n’est pas le bon, ou il est trop vieux. Demandez-en un."))
    return is_right
