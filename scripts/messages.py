"""Bring the catalogues up to date with the sentences of the code: what `make messages` does.

French is the source: its catalogue repeats each sentence, since without one gettext would take the
English plural rule and say « 0 créneaux ».
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "translations"
SOURCE = "fr"
LANGUAGES = ("fr", "en", "ar")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
SOURCES = (("inclusion", "**.py", "python"), ("templates", "**.html", "jinja2"))
# A date that moved at each run would make every change touch every catalogue.
WRITTEN_ON = datetime(2026, 1, 1, tzinfo=UTC)


def extracted() -> Catalog:
    """Return the sentences of the code, each with the files that say it."""
    found = Catalog(charset="utf-8")
    for folder, pattern, method in SOURCES:
        for filename, _line, message, comments, context in extract_from_dir(
            ROOT / folder,
            method_map=[(pattern, method)],
            keywords=KEYWORDS,
            comment_tags=("TRANSLATORS:",),
            strip_comment_tags=True,
        ):
            found.add(
                message,
                locations=[(f"{folder}/{filename}", 0)],
                auto_comments=comments,
                context=context,
            )
    return found


def catalogue(language: str) -> Catalog:
    """Return the catalogue of a language as it is on disk, empty when there is none."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def path_of(language: str) -> Path:
    """Return where a language's catalogue stands."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def messages(source: Catalog) -> Iterator[Message]:
    """Yield the messages of a catalogue without its header."""
    return (message for message in source if message.id)


def brought_up_to_date(language: str, template: Catalog) -> Catalog:
    """Return the catalogue with the sentences of `template`, its translations kept."""
    known = catalogue(language)
    made = Catalog(
        locale=language,
        project="Trait d’union",
        version="1",
        msgid_bugs_address="",
        charset="utf-8",
        fuzzy=False,
        creation_date=WRITTEN_ON,
        revision_date=WRITTEN_ON,
        last_translator="see the history of this file",
        language_team="see the history of this file",
        copyright_holder="",
        header_comment=f"# {made_of(language)}",
    )
    for message in messages(template):
        old = known.get(message.id, message.context)
        string = message.id if language == SOURCE else (old.string if old else None)
        made.add(
            message.id,
            string,
            locations=message.locations,
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old else (),
            context=message.context,
        )
    return made


def made_of(language: str) -> str:
    """Return the first line of a catalogue."""
    if language == SOURCE:
        return "Made by `make messages`: the source repeated, for its plural rule. Not to edit."
    return "Translations; `make messages` brings the sentences, a person writes the rest."


def main() -> None:
    """Rewrite every catalogue and say what is left to translate."""
    template = extracted()
    for language in LANGUAGES:
        made = brought_up_to_date(language, template)
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, made, width=100, include_lineno=False, sort_by_file=True)
        missing = sum(1 for m in messages(made) if not all(strings(m)))
        print(f"{language}: {len(made)} sentences, {missing} to translate")


def strings(message: Message) -> tuple[str, ...]:
    """Return the forms of a translation."""
    return message.string if isinstance(message.string, tuple | list) else (message.string,)


if __name__ == "__main__":
    main()
