"""Enter with a card: its number and its lasting code."""

from typing import TYPE_CHECKING

from flask import render_template
from flask_babel import gettext as _

from inclusion.accounts.service import WrongCredentials
from inclusion.accounts.views import tries
from inclusion.accounts.views.sign_in import admit
from inclusion.contact import format_phone
from inclusion.counter.forms.owner import CardForm
from inclusion.counter.labels.owner import REFUSALS
from inclusion.counter.service import cards
from inclusion.counter.views import bp
from inclusion.counter.views.activate import number_asked
from inclusion.counter.views.shared import Answer
from inclusion.errors import TooMany
from inclusion.tokens import is_account_identifier, only_digits
from inclusion.web import access
from inclusion.web.session import reading, settings
from inclusion.wording import NBSP

if TYPE_CHECKING:
    from inclusion.accounts.models import Account


@bp.route("/connexion/carte", methods=["GET", "POST"])
@access.public
def card() -> Answer:
    """Ask for the number and the code of a card; refuse both in the same words."""
    form = CardForm(data={"identifier": number_asked()})
    if form.validate_on_submit():
        account = _account_of(form)
        if account is not None:
            return admit(account, methods=("card",), is_shared=True)
    return render_template("counter/card.html", form=form), form.status


def _account_of(form: CardForm) -> "Account | None":
    identifier = only_digits(form.identifier.data)
    if not is_account_identifier(identifier):
        form.refuse("identifier", REFUSALS["identifier"])
        return None
    try:
        attempt = tries.begin(identifier)
        with reading() as session:
            account = cards.check_code(
                session,
                identifier=identifier,
                code=form.code.data or "",
                cost=settings().argon2,
            )
    except TooMany as error:
        form.refuse(None, tries.wait_words(error))
    except WrongCredentials:
        form.refuse("code", REFUSALS["wrong_code"])
    except cards.Blocked:
        phone = format_phone(settings().phone).replace(" ", NBSP)
        form.refuse(None, _("Votre compte est bloqué. Appelez le %(number)s.", number=phone))
    else:
        attempt.right()
        return account
    return None
