"""The address to which registered services send papers: a token of their own, no cookie.

Errors are problem details (RFC 9457). What is not allowed is answered the same as what is not
there: no safe, no such person, or a person who does not want it.
"""

from collections.abc import Callable
from typing import Any

from flask import Response, json, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.errors import DomainError, TooMany, Unavailable
from inclusion.intake.rules import Refusal
from inclusion.intake.taking import FileRefused, Incoming
from inclusion.provider.rules import SAFE_DEPOSIT
from inclusion.provider.service import bearer
from inclusion.receiving import queries
from inclusion.receiving.rules import DEPOSITS_PER_WINDOW, KEY_SHAPE, WINDOW
from inclusion.receiving.rules.request import Malformed, Said, read
from inclusion.receiving.service import deposits
from inclusion.receiving.service.deposits import Giver
from inclusion.receiving.views import bp
from inclusion.receiving.views.taking import HashMismatch, Parcel, give
from inclusion.safe import labels
from inclusion.safe.rules import Category
from inclusion.safe.rules.files import document_name
from inclusion.safe.sealing import Label
from inclusion.safe.service.papers import Full
from inclusion.web import access, limits
from inclusion.web.limits import Count
from inclusion.web.session import now, reading, settings, transaction

PROBLEMS: dict[type[Exception], tuple[int, str, str]] = {
    bearer.NoToken: (401, "token_missing", "An access token is needed."),
    bearer.BadToken: (401, "token_invalid", "The access token is not one, or is over."),
    bearer.ScopeLacks: (403, "scope_lacking", "The service may not deposit."),
    TooMany: (429, "too_many", "Too many requests."),
    BadRequest: (400, "malformed", "The request cannot be read."),
    RequestEntityTooLarge: (413, "file_too_large", "The file is too large."),
    deposits.NotAllowed: (403, "not_allowed", "No deposit is possible for this subject."),
    deposits.KeyReused: (422, "key_reused", "This Idempotency-Key came with another deposit."),
    HashMismatch: (422, "hash_mismatch", "The file does not have the hash that was given."),
    Full: (507, "safe_full", "The safe is full."),
    OSError: (503, "store_away", "The store does not answer. Try again later."),
    Unavailable: (503, "store_away", "The store does not answer. Try again later."),
}
REFUSED_FILES = {
    Refusal.TOO_LARGE: (413, "file_too_large", "The file is too large."),
    Refusal.SCANNER_AWAY: (503, "scanner_away", "The scanner does not answer. Try again later."),
}
TYPES = "urn:trait-d-union:problem:"
CHALLENGES: dict[type[Exception], str] = {
    bearer.NoToken: "",
    bearer.BadToken: ', error="invalid_token"',
    bearer.ScopeLacks: f', error="insufficient_scope", scope="{SAFE_DEPOSIT}"',
}


@bp.post("/api/coffre/depots")
@access.public
def deposit() -> Response:
    """Put a paper in the safe of a person who allows this service; answer with the receipt."""
    try:
        answer = _deposited()
    except (DomainError, BadRequest, RequestEntityTooLarge, OSError) as error:
        return _problem(error)
    body = {
        "document": answer.document,
        "deposited_at": answer.deposited_at,
        "size_bytes": answer.size_bytes,
        "given_sha256": answer.given_sha256,
        "sha256": answer.sha256,
        "sealed_sha256": answer.sealed_sha256,
        "receipt": answer.receipt,
    }
    return _json(201, body, "application/json")


def _deposited() -> deposits.Answer:
    with reading() as session:
        client = bearer.client_of(
            session, request.headers.get("Authorization", ""), scope=SAFE_DEPOSIT, at=now()
        )
    limits.take(Count("deposit", client.public_id, DEPOSITS_PER_WINDOW, WINDOW))
    key = request.headers.get("Idempotency-Key", "")
    if not KEY_SHAPE.fullmatch(key):
        raise Malformed("Idempotency-Key", field="Idempotency-Key")
    giver = Giver(client.public_id, client.name, client_id=client.id)
    said = read(request.form.get("metadata", ""))
    parcel = Parcel(
        giver=giver,
        to=said.sub,
        files=_files(),
        label=_label(said, client.name),
        key=key,
        sha256=said.sha256,
    )
    with reading() as session:
        safe = queries.safe_of_subject(session, client, said.sub)
    try:
        return give(parcel, safe)
    except deposits.NotAllowed:
        with transaction() as session:
            audit.record(
                session,
                action="deposit.refused",
                at=now(),
                actor=Actor(None, "service", None),
                person_id=queries.person_of_subject(session, client, said.sub),
                object_kind="provider_client",
                object_id=client.id,
            )
        raise


def _files() -> list[Incoming]:
    sent = request.files.getlist("file")
    if len(sent) != 1 or list(request.files) != ["file"]:
        raise Malformed("file", field="file")
    return [Incoming(sent[0].stream, sent[0].filename or "")]  # type: ignore[arg-type]


def _label(said: Said, depositor: str) -> Label:
    name = document_name(said.name)
    if not name:
        raise Malformed("name", field="name")
    if said.category not in set(labels.offered(health=bool(settings().health_host))):
        raise Malformed("category", field="category")
    return Label(name, Category(said.category), note=said.note, depositor=depositor)


def _problem(error: Exception) -> Response:
    status, code, title = _words(error)
    body: dict[str, Any] = {"type": TYPES + code, "title": title, "status": status}
    if isinstance(error, Malformed) and error.field:
        body["field"] = error.field
    response = _json(status, body, "application/problem+json")
    challenge = CHALLENGES.get(type(error))
    if challenge is not None:
        realm = f'Bearer realm="{settings().public_url}"'
        response.headers["WWW-Authenticate"] = realm + challenge
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(round(error.retry_after.total_seconds()))
    return response


def _words(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, Malformed):
        return 400, "malformed", "The request is not as documented."
    if isinstance(error, FileRefused):
        known = REFUSED_FILES.get(Refusal(error.code))
        return known or (422, f"file_{error.code}", "The file is refused.")
    return next(words for kind, words in PROBLEMS.items() if isinstance(error, kind))


def _json(status: int, body: dict[str, Any], kind: str) -> Response:
    response = Response(json.dumps(body), status, mimetype=kind)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.record
def _without_form_token(state: BlueprintSetupState) -> None:
    exempt: Callable[[Any], Any] = state.app.extensions["csrf"].exempt
    exempt(deposit)
