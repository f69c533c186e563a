"""How people are reached and called: telephone numbers, e-mail addresses, names compared."""

import re
import unicodedata

import phonenumbers

from inclusion.errors import Invalid

_EMAIL = re.compile(
    r"(?!\.)(?!.*\.\.)[^@\s<>\"(),:;\[\]\\\x00-\x1f]+(?<!\.)@"
    r"([^\W_]([\w-]*[^\W_])?\.)+[^\W_][\w-]*[^\W_]"
)
LONGEST_NAME = 600
_EMAIL_MAX = 254
_KEPT = " \t\u00a0\u200c\u200d"
_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)


def phone_number(text: str) -> str:
    """Return a telephone number in E.164 form, read as French unless it starts with +.

    Numbers reserved for fiction (06 39 98 …) are possible numbers and are accepted: only the
    shape is judged here. Raises Invalid(phone_number) when it cannot be a number.
    """
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException:
        raise Invalid("phone_number", field="phone") from None
    if not phonenumbers.is_possible_number(number) or _is_short_french(number):
        raise Invalid("phone_number", field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_short_french(number: phonenumbers.PhoneNumber) -> bool:
    return number.country_code == 33 and len(str(number.national_number)) != 9


def format_phone(e164: str) -> str:
    """Return « 06 39 98 12 34 » for a French number, the international form otherwise."""
    number = phonenumbers.parse(e164, None)
    if number.country_code == 33:
        digits = f"0{number.national_number:09d}"
        return " ".join(digits[i : i + 2] for i in range(0, len(digits), 2))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def email_address(text: str) -> str:
    """Return the address with its domain in lower case; Raises Invalid(email_address)."""
    address = unicodedata.normalize("NFC", text.strip())
    if len(address) > _EMAIL_MAX or not _EMAIL.fullmatch(address):
        raise Invalid("email_address", field="email")
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


def person_name(text: str) -> str:
    """Return a name as it is written, with its spaces made single.

    One letter is a name, every script is welcome; control and invisible formatting characters
    are dropped, since they can hide one name inside another. Raises Invalid(name_missing) when
    no letter nor digit is left and Invalid(name_too_long) past 600 characters.
    """
    kept = "".join(c for c in text if c in _KEPT or unicodedata.category(c)[0] != "C")
    name = " ".join(unicodedata.normalize("NFC", kept).split())
    if not any(c.isalnum() for c in name):
        raise Invalid("name_missing", field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid("name_too_long", field="name")
    return name


def fold(text: str) -> str:
    """Return `text` without accents, case or punctuation, for searching and comparing.

    « Jean-Éloi L’Hostis » and « jean eloi l hostis » fold to the same words.
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.casefold()).strip()


def same_name(typed: str, known: str) -> bool:
    """Tell whether what was typed names the same person: any order, one whole word at least.

    Every word typed must be a word of the known name, so « Diarra » or « diarra fatoumata »
    both name « Fatoumata Diarra », and « Fatoumata Martin » does not.
    """
    words = fold(typed).split()
    return bool(words) and set(words) <= set(fold(known).split())
