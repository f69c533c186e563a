"""French words of identities: events, and the pages where the dance stops."""

from typing import Any

from flask_babel import lazy_gettext as _l

EVENTS: dict[str, Any] = {
    "identity.linked": _l("Vous avez rattaché une identité à votre compte."),
    "identity.unlinked": _l("Une identité n’ouvre plus votre compte."),
}

# why: (status, heading, sentences); %(name)s is the provider.
STOPS: dict[str, tuple[int, Any, tuple[Any, ...]]] = {
    "denied": (
        200,
        _l("Vous n’avez pas continué avec %(name)s"),
        (_l("Rien n’a changé. Vous pouvez essayer encore, ou entrer autrement."),),
    ),
    "error": (
        200,
        _l("%(name)s n’a pas pu vous reconnaître"),
        (_l("Le problème ne vient pas de vous. Essayez encore, ou entrez autrement."),),
    ),
    "lost": (
        400,
        _l("Il faut recommencer avec %(name)s"),
        (
            _l("La page est restée ouverte trop longtemps, ou elle s’est ouverte deux fois."),
            _l("Personne n’est entré dans votre compte."),
        ),
    ),
    "refused": (
        400,
        _l("Nous n’avons pas accepté cette réponse de %(name)s"),
        (
            _l("Nous n’étions pas sûrs de son origine."),
            _l("Personne n’est entré dans votre compte."),
            _l("Essayez encore, ou entrez autrement."),
        ),
    ),
    "down": (
        503,
        _l("%(name)s ne répond pas"),
        (_l("Attendez quelques minutes, ou entrez autrement."),),
    ),
    "shut": (
        403,
        _l("Ce compte ne s’ouvre pas"),
        (_l("Il a été bloqué ou fermé."), _l("Appelez-nous, ou venez dans un lieu.")),
    ),
    "taken": (
        409,
        _l("Cette identité ouvre déjà un autre compte"),
        (_l("Nous n’avons rien changé."), _l("Vous avez deux comptes ? Appelez-nous.")),
    ),
    "wrong_kind": (
        403,
        _l("%(name)s ne va pas avec ce compte"),
        (
            _l("FranceConnect est pour les personnes aidées, ProConnect est pour les agents."),
            _l("Nous n’avons rien changé."),
        ),
    ),
}
