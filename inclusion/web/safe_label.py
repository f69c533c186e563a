"""The name of the safe: the operator's, or « Mon coffre » in the language of the page."""

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from inclusion.settings import SAFE_LABEL
from inclusion.web.session import settings


def safe_label() -> str:
    """Return the name of the safe, wherever it is named."""
    chosen = settings().safe_label
    return _("Mon coffre") if chosen == SAFE_LABEL else chosen


LABEL = LazyString(safe_label)  # type: ignore[no-untyped-call]
"""The same, judged when the page is drawn."""
