"""What a person reads when the store of papers does not answer."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.safe.views import bp
from inclusion.storage import StoreAway
from inclusion.web import errors

AWAY = errors.Words(
    _l("Les papiers ne répondent pas"),
    (_l("Rien n’est perdu."), _l("Essayez encore dans un moment, ou appelez-nous.")),
)


@bp.app_errorhandler(StoreAway)
def away(_error: StoreAway) -> Any:
    """Say that nothing is lost, and to come back."""
    return errors.page(503, AWAY)
