"""A page for every refusal: what happened, what to do, a reference to read out."""

import logging
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, render_template
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from inclusion.errors import DomainError, TooMany

log = logging.getLogger("inclusion")


@dataclass(frozen=True, slots=True)
class Words:
    """The heading and the sentences of an error page."""

    title: Any
    sentences: tuple[Any, ...]


ANSWERS = {
    400: Words(
        _l("Nous n’avons pas compris cette demande"),
        (_l("Rien n’est perdu. Revenez en arrière et essayez encore."),),
    ),
    403: Words(
        _l("Cette page n’est pas ouverte pour vous"),
        (_l("Rien n’est perdu. Revenez à l’accueil, ou appelez-nous."),),
    ),
    404: Words(
        _l("Cette page n’existe pas"),
        (_l("Rien n’est perdu."), _l("L’adresse est peut-être mal écrite.")),
    ),
    405: Words(_l("Cette page s’ouvre autrement"), (_l("Revenez à l’accueil et recommencez."),)),
    409: Words(
        _l("Quelqu’un est passé avant vous"),
        (_l("Rien n’est perdu. Revenez en arrière et choisissez autre chose."),),
    ),
    410: Words(_l("Ce lien ne marche plus"), (_l("Demandez-en un autre."),)),
    413: Words(
        _l("Ce fichier est trop lourd"),
        (_l("Il dépasse la limite de ce service. Prenez une photo plus petite."),),
    ),
    422: Words(_l("Cette demande n’est pas possible"), (_l("Revenez en arrière."),)),
    429: Words(
        _l("Il y a eu trop d’essais"),
        (
            _l("C’est pour protéger tout le monde."),
            _l("Attendez dix minutes, ou appelez-nous : nous pouvons le faire avec vous."),
        ),
    ),
    500: Words(
        _l("Le site a eu un problème"),
        (_l("Ce n’est pas votre faute. Rien n’est perdu."), _l("Le téléphone marche.")),
    ),
    503: Words(_l("Le site est en panne"), (_l("Le téléphone marche."),)),
}
EXPIRED_FORM = Words(
    _l("Il ne se passait plus rien"),
    (
        _l("Nous avons fermé cette page pour vous protéger."),
        _l("Revenez en arrière, chargez la page à nouveau, et envoyez encore."),
    ),
)


def init_app(app: Flask) -> None:
    """Answer domain errors, HTTP errors and the unforeseen."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, lambda _error: page(400, EXPIRED_FORM))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)


def page(status: int, words: Words | None = None) -> Any:
    """Return the page of a status, with its reference."""
    words = words or ANSWERS.get(status) or ANSWERS[500 if status >= 500 else 400]
    return render_template("errors/error.html", words=words, reference=g.get("reference")), status


def _domain_error(error: DomainError) -> Any:
    answer = page(error.status)
    if isinstance(error, TooMany):
        return *answer, {"Retry-After": str(round(error.retry_after.total_seconds()))}
    return answer


def _http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    return page(error.code)


def _unforeseen(error: Exception) -> Any:
    log.error("unforeseen", exc_info=error, extra={"reference": g.get("reference")})
    return page(500)
