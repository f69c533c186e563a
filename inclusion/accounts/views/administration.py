"""Administration: structures, agents, and the door to other lists."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from inclusion.accounts import factors, labels, queries, service
from inclusion.accounts.forms import AgentForm
from inclusion.accounts.rules import Role
from inclusion.accounts.views import bp
from inclusion.accounts.views.sign_in import Answer
from inclusion.errors import Invalid
from inclusion.organisations import queries as organisations
from inclusion.web import access
from inclusion.web.session import actor, now, reading, settings, transaction


@bp.get("/administration")
@access.role("coordinator", "administrator")
def administration() -> str:
    """List the agents by structure."""
    with reading() as session:
        structures = organisations.structures(session)
        agents = queries.agents(session)
    return render_template(
        "administration/index.html", structures=structures, agents=agents, roles=labels.ROLES
    )


@bp.route("/administration/agents/nouveau", methods=["GET", "POST"])
@access.role("administrator")
@access.recent
def add_agent() -> Answer:
    """Open an agent's account."""
    form = AgentForm()
    with reading() as session:
        form.offer([(str(s.id), s.name) for s in organisations.structures(session)])
    if form.validate_on_submit():
        public_id = _add(form)
        if public_id:
            return redirect(url_for("accounts.agent_added", public_id=public_id), 303)
    return render_template("administration/add_agent.html", form=form), form.status


@bp.get("/administration/agents/<public_id>")
@access.role("administrator")
def agent_added(public_id: str) -> str:
    """Show the number to give to a new agent."""
    with reading() as session:
        account = queries.agent_by_public_id(session, public_id)
        held = queries.factors_of(session, account.id)
    return render_template(
        "administration/agent.html", account=account, held=held, roles=labels.ROLES
    )


@bp.post("/administration/agents/<public_id>/deuxieme-preuve")
@access.role("administrator")
@access.recent
def reset_second_factor(public_id: str) -> Response:
    """Forget the second factor of a colleague who lost the telephone; their visits end."""
    with transaction() as session:
        account = queries.agent_by_public_id(session, public_id)
        factors.reset(session, account_id=account.id, actor=actor(), at=now())
    return redirect(url_for("accounts.agent_added", public_id=public_id), 303)


def _add(form: AgentForm) -> str | None:
    try:
        with transaction() as session:
            return service.add_agent(
                session,
                name=form.name.data,
                role=Role(form.role.data),
                structure_id=int(form.structure.data),
                passphrase=form.passphrase.data or "",
                cost=settings().argon2,
                actor=actor(),
                at=now(),
            ).public_id
    except service.WeakPassphrase as error:
        form.refuse("passphrase", labels.WEAKNESSES[error.code])
    except Invalid as error:
        form.refuse("name", labels.NAMES[error.code])
    return None
