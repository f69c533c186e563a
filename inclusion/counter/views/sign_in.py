"""Enter with a card: its number and its lasting code."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from inclusion.accounts.login import SignedIn, load
from inclusion.accounts.service import WrongCredentials
from inclusion.accounts.views.sign_in import NETWORK_LIMIT, enter
from inclusion.contact import format_phone
from inclusion.counter.forms.owner import CardForm
from inclusion.counter.labels.owner import REFUSALS
from inclusion.counter.service import cards
from inclusion.counter.views import bp
from inclusion.counter.views.activate import number_asked
from inclusion.counter.views.shared import Answer
from inclusion.errors import TooMany
from inclusion.tokens import is_account_identifier, only_digits
from inclusion.web import access, limits
from inclusion.web.forms import too_many_tries
from inclusion.web.session import reading, settings
from inclusion.wording import NBSP


@bp.route("/connexion/carte", methods=["GET", "POST"])
@access.public
def card() -> Answer:
    """Ask for the number and the code of a card; refuse both in the same words."""
    form = CardForm(data={"identifier": number_asked()})
    if form.validate_on_submit():
        user = _user_of(form)
        if user is not None:
            enter(user, methods=("card",))
            return redirect(url_for("accounts.show"), 303)
    return render_template("counter/card.html", form=form), form.status


def _user_of(form: CardForm) -> SignedIn | None:
    identifier = only_digits(form.identifier.data)
    if not is_account_identifier(identifier):
        form.refuse("identifier", REFUSALS["identifier"])
        return None
    try:
        limits.guard("card", identifier)
        limits.guard("card_network", limits.network(), limit=NETWORK_LIMIT)
        with reading() as session:
            account = cards.check_code(
                session,
                identifier=identifier,
                code=form.code.data or "",
                cost=settings().argon2,
            )
    except TooMany:
        form.refuse(None, too_many_tries(10))
    except WrongCredentials:
        limits.note_failure("card", identifier)
        limits.note_failure("card_network", limits.network())
        form.refuse("code", REFUSALS["wrong_code"])
    except cards.Blocked:
        phone = format_phone(settings().phone).replace(" ", NBSP)
        form.refuse(None, _("Votre compte est bloqué. Appelez le %(number)s.", number=phone))
    else:
        limits.forgive("card", identifier)
        return load(str(account.id))
    return None
