"""What I am told about."""

from flask import redirect, render_template, url_for
from flask_login import current_user

from inclusion.accounts import choices as chosen
from inclusion.accounts.page_forms import ChoicesForm
from inclusion.accounts.rules.reaching import Topic
from inclusion.accounts.views import bp
from inclusion.accounts.views.sign_in import Answer
from inclusion.people import queries as people
from inclusion.web import access
from inclusion.web.session import now, reading, transaction


@bp.route("/mon-compte/avertissements", methods=["GET", "POST"])
@access.citizen
def choices() -> Answer:
    """Choose what I am told about, by the telephone or the address that I confirmed."""
    with reading() as session:
        person = people.person(session, current_user.person_id)
        form = ChoicesForm(data={"topics": list(chosen.wanted(session, current_user.account_id))})
    if form.validate_on_submit():
        with transaction() as session:
            chosen.choose(
                session,
                account_id=current_user.account_id,
                topics={Topic(value) for value in form.topics.data or ()},
                at=now(),
            )
        return redirect(url_for("accounts.show"), 303)
    return render_template("accounts/choices.html", form=form, person=person), form.status
