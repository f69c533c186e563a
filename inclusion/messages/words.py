"""What a text of ours is made of, and the sentences that several say."""

import re
from dataclasses import dataclass
from datetime import timedelta

from inclusion.messages.rules import Channel

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_OURS = frozenset({"product", "phone"})


def N_(text: str) -> str:  # noqa: N802 - the name that the extraction of sentences knows
    """Mark a sentence: it is translated when the message leaves, in the reader's language."""
    return text


@dataclass(frozen=True, slots=True)
class Text:
    """One text in French: the subject and paragraphs of an e-mail or a letter, and the SMS."""

    version: int
    subject: str
    body: tuple[str, ...]
    sms: str
    life: timedelta | None = None

    def sentences(self, channel: Channel) -> tuple[str, ...]:
        """Return what this channel says."""
        return (self.sms,) if channel is Channel.SMS else (self.subject, *self.body)

    def needs(self, channel: Channel) -> frozenset[str]:
        """Return the names of the values that must be given."""
        return frozenset(_PLACEHOLDER.findall(" ".join(self.sentences(channel)))) - _OURS


HELLO = N_("Bonjour,")
NOT_YOU = N_("Ce n’est pas vous ? Appelez-nous tout de suite.")
NEVER_ASKED = N_("Nous ne vous demandons jamais ce code. Ne le dites à personne.")
TEN_MINUTES = N_("Il marche pendant 10 minutes, une seule fois.")
CALL_US = N_("Un souci ? Appelez le %(phone)s. C’est gratuit.")
