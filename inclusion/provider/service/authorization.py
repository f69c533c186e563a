"""Read an authorization request, find what stands before its answer, answer it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NoReturn

from authlib.oauth2 import OAuth2Error

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.errors import Invalid
from inclusion.provider import queries
from inclusion.provider.models import ProviderClient, ProviderConsent
from inclusion.provider.rules import PROMPTS, acr, covers
from inclusion.provider.rules.steps import ERRORS, Demand, Standing, Step, next_step
from inclusion.provider.service import claims, consents, keys
from inclusion.provider.service.parties import SignIn
from inclusion.provider.service.requests import Pairs, Request
from inclusion.provider.service.server import Answer, Server

PATH = "/oidc/authorize"
NOT_SUPPORTED = ("request", "request_uri", "registration")
LONGEST_AGE_DIGITS = 9


class Unusable(Invalid):
    """The service or its address is not known: nobody is sent there. `code` says which."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose service, address and shape are good."""

    request: Request
    grant: Any
    client: ProviderClient
    redirect_uri: str
    scope: str
    demand: Demand
    wished: tuple[str, ...]
    hint: str | None

    @property
    def is_silent(self) -> bool:
        """Tell whether no page may be shown."""
        return "none" in self.demand.prompts


@dataclass(frozen=True, slots=True)
class Outcome:
    """The next step; the answer, when there is one to send to the service.

    has_agreed: the person accepted just now.
    """

    step: Step
    asked: Asked
    account: Account | None = None
    answer: Answer | None = None
    has_agreed: bool = False


def read(server: Server, pairs: Pairs, *, asked_at: datetime) -> Asked:
    """Check a request.

    Raises Unusable when the answer is a page of ours, OAuth2Error with a redirect_uri when it
    goes to the service.
    """
    request = server.request(PATH, pairs, method="GET")
    data = request.payload.data
    if request.payload.repeated:
        raise Unusable("repeated")
    client = server.query_client(data.get("client_id", ""))
    if client is None:
        raise Unusable("client")
    redirect_uri = data.get("redirect_uri", "")
    if not client.check_redirect_uri(redirect_uri):
        raise Unusable("redirect_uri")
    demand = _demand(data, redirect_uri, asked_at)
    try:
        grant = server.get_consent_grant(request)
    except OAuth2Error as error:
        error.redirect_uri = redirect_uri
        raise
    return Asked(
        request=request,
        grant=grant,
        client=client.row,
        redirect_uri=redirect_uri,
        scope=client.get_allowed_scope(data.get("scope")) or "",
        demand=demand,
        wished=tuple(data.get("acr_values", "").split()),
        hint=data.get("id_token_hint"),
    )


def proceed(server: Server, asked: Asked, standing: Standing, *, actor: Actor) -> Outcome:
    """Do what can be done: answer at once, or say which page comes next."""
    account = _account(server, standing)
    level = _level(asked, account, standing)
    consent = _consent(server, asked, account)
    step = next_step(
        asked.demand,
        standing if account else Standing(),
        now=server.at,
        is_strong_enough=level is not None,
        is_the_hinted=_is_hinted(server, asked, account),
        has_consented=consent is not None,
    )
    if step is Step.ISSUE and account and level and standing.proved_at and consent:
        sign_in = SignIn(
            consent=consent,
            acr=level,
            amr=acr.amr(standing.methods),
            proved_at=standing.proved_at,
            visit_id=standing.visit_id,
        )
        return Outcome(step, asked, account, _issue(server, asked, sign_in, account, actor))
    if asked.is_silent or step is Step.OTHER_PERSON:
        return Outcome(step, asked, account, _refusal(server, asked, ERRORS[step]))
    return Outcome(step, asked, account)


def accept(server: Server, asked: Asked, standing: Standing, *, actor: Actor) -> Outcome:
    """Remember the consent of the person and answer; another step may still come first."""
    before = proceed(server, asked, standing, actor=actor)
    if before.step is not Step.CONSENT or before.account is None:
        return before
    consents.give(
        server.session,
        account=before.account,
        client=asked.client,
        scope=asked.scope,
        secrets=server.secrets,
        actor=actor,
        at=server.at,
    )
    prompts = asked.demand.prompts - {"consent"}
    demand = Demand(asked.demand.asked_at, prompts, asked.demand.max_age)
    done = proceed(server, replace(asked, demand=demand), standing, actor=actor)
    return replace(done, has_agreed=True)


def decline(server: Server, asked: Asked, *, step: Step) -> Answer:
    """Tell the service that the person said no, or could not sign in as it wants."""
    error = ERRORS[step] if step is Step.STRONGER else "access_denied"
    return _refusal(server, asked, error)


def _issue(server: Server, asked: Asked, sign_in: SignIn, account: Account, actor: Actor) -> Answer:
    audit.record(
        server.session,
        action="provider.signed_in",
        at=server.at,
        actor=actor,
        person_id=account.person_id,
        object_kind="account",
        object_id=account.id,
        detail={"client": asked.client.public_id, "acr": sign_in.acr},
    )
    return server.create_authorization_response(  # type: ignore[no-any-return]
        asked.request, grant_user=sign_in, grant=asked.grant
    )


def _refusal(server: Server, asked: Asked, error: str) -> Answer:
    state = asked.request.payload.state
    return server.refuse(OAuth2Error(error=error, redirect_uri=asked.redirect_uri, state=state))


def _account(server: Server, standing: Standing) -> Account | None:
    if standing.account_id is None:
        return None
    return queries.usable_account(server.session, standing.account_id)


def _consent(server: Server, asked: Asked, account: Account | None) -> ProviderConsent | None:
    """Return a live consent that covers what is asked, or None."""
    if account is None:
        return None
    found = queries.consent(server.session, account_id=account.id, client_id=asked.client.id)
    is_enough = found and queries.is_live(found, at=server.at) and covers(found.scope, asked.scope)
    return found if is_enough else None


def _level(asked: Asked, account: Account | None, standing: Standing) -> str | None:
    if account is None:
        return None
    classes = acr.reached(
        standing.methods,
        account.assurance,
        with_franceconnect=asked.client.passes_franceconnect,
    )
    return acr.chosen(classes, least=asked.client.min_acr, wished=asked.wished)


def _is_hinted(server: Server, asked: Asked, account: Account | None) -> bool:
    if asked.hint is None or account is None:
        return True
    said = keys.read_id_token(
        server.session, asked.hint, issuer=server.issuer, secrets=server.secrets, at=server.at
    )
    name = claims.subject(account, sector=asked.client.sector, secrets=server.secrets)
    return said is not None and said.get("sub") == name


def _demand(data: dict[str, str], redirect_uri: str, asked_at: datetime) -> Demand:
    def refuse(error: str, why: str) -> NoReturn:
        raise OAuth2Error(why, error=error, redirect_uri=redirect_uri, state=data.get("state"))

    for name in NOT_SUPPORTED:
        if name in data:
            refuse(f"{name}_not_supported", f"{name} is not supported")
    if data.get("response_type") != "code":
        refuse("unsupported_response_type", "response_type must be code")
    if data.get("response_mode", "query") != "query":
        refuse("invalid_request", "response_mode must be query")
    prompts = frozenset(data.get("prompt", "").split())
    if not prompts <= set(PROMPTS) or ("none" in prompts and len(prompts) > 1):
        refuse("invalid_request", "prompt is not one that we know")
    return Demand(asked_at, prompts, _max_age(data.get("max_age"), refuse))


def _max_age(text: str | None, refuse: Any) -> timedelta | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_AGE_DIGITS):
        refuse("invalid_request", "max_age must be a number of seconds")
    return timedelta(seconds=int(text))
