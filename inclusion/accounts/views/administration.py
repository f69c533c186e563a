"""Administration: structures, agents, and the door to other lists."""

from flask import redirect, render_template, url_for

from inclusion.accounts import labels, queries, service
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
    return render_template("administration/agent.html", account=account, roles=labels.ROLES)


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
