"""The national schema of places of digital mediation, v1.0.2: its 32 columns to and from ours.

Its codes keep their own spelling here. Two apostrophes are in use for some of them: both are read,
the schema's is written.
Source: schema.data.gouv.fr, LaMednum/standard-mediation-num, 1.0.2.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

DEPARTMENTS = ("78", "92")

SERVICES = (
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
)
AUDIENCES = ("Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes")
STEP_FREE = "Handicaps moteurs"
SPECIAL_CARE = (
    "Surdité",
    STEP_FREE,
    "Handicaps mentaux",
    "Illettrisme",
    "Langues étrangères (anglais)",
    "Langues étrangères (autres)",
    "Déficience visuelle",
)
FREE = "Gratuit"
FEES = (FREE, "Gratuit sous condition", "Payant")
ROAMING = ("Itinérant", "Fixe")
PROGRAMMES = (
    "Aidants Connect",
    "Bibliothèques numérique de référence",
    "Certification PIX",
    "Conseillers numériques",
    "Emmaüs Connect",
    "France Services",
    "Grande école du numérique",
    "La Croix Rouge",
    "Point d'accès numérique CAF",
    "Promeneurs du net",
    "Relais numérique (Emmaüs Connect)",
)
TRAININGS = (
    "Formé à « Mon Espace Santé »",
    "Formé à « DUPLEX » (illettrisme)",
    "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
    "Collectif ressources et acteurs réemploi (Normandie)",
    "Étapes numériques(La Poste)",
    "Fabriques de Territoire",
    "Les Éclaireurs du numérique (Drôme)",
    "Mes Papiers (Métropole de Lyon)",
    "ORDI 3.0",
    "SUD LABS (PACA)",
)
CLOSED_TO_PUBLIC = "Ce lieu n'accueille pas de public"
ACCESS_MODES = (
    "Se présenter",
    "Téléphoner",
    "Contacter par mail",
    "Prendre un RDV en ligne",
    CLOSED_TO_PUBLIC,
    "Envoyer un mail avec une fiche de prescription",
)
SUPPORT_MODES = (
    "En autonomie",
    "Accompagnement individuel",
    "Dans un atelier collectif",
    "À distance",
)

_PIVOT = re.compile(r"[a-zA-Z0-9]{9,14}")
_POSTAL_CODE = re.compile(r"[0-9]{5}")
_INSEE = re.compile(r"([013-9][0-9]|2[AB1-9])[0-9]{3}")
_PHONE = re.compile(r"\+(33|590|594|262|596|269|687|689|508|681)[0-9]{6,9}")
_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WEB = re.compile(r"https?://[^\s|\"<>]+", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s|,;<>\"]+@[^@\s|,;<>\"]+\.[^@\s|,;<>\"]{2,}")
# What a spreadsheet would run: « =cmd », « @SUM( », « +1+cmd|… », « -2*3+A1! ».
_FORMULA = re.compile(r"\s*(=|@|[+-].*[|!(])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that is missing or that the schema refuses. reason: a code of `labels.REASONS`."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the schema: its name, our field, how a cell is read and written.

    Lists are joined by |. `parse` returns the value, or the code of the reason to refuse it.
    """

    name: str
    field: str
    parse: Callable[[str], "Parsed"]
    longest: int = 5_000
    is_list: bool = False
    is_required: bool = False
    identifies: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a cell says: a value, or the reason why it says nothing that can be kept."""

    value: Any = None
    reason: str | None = None


def text(cell: str) -> Parsed:
    """Take any text that no spreadsheet would run."""
    return Parsed(cell)


def _plain(value: str) -> str:
    return value.replace("’", "'").replace("\u00a0", " ").strip()


def matching(pattern: re.Pattern[str], reason: str) -> Callable[[str], Parsed]:
    """Return a reader that takes what the whole pattern fits."""

    def read(cell: str) -> Parsed:
        return Parsed(cell) if pattern.fullmatch(cell) else Parsed(reason=reason)

    return read


def one_of(allowed: tuple[str, ...]) -> Callable[[str], Parsed]:
    """Return a reader of a closed list, blind to the kind of apostrophe."""
    known = {_plain(value): value for value in allowed}

    def read(cell: str) -> Parsed:
        found = known.get(_plain(cell))
        return Parsed(found) if found else Parsed(reason="not_in_list")

    return read


def address_of_a_page(cell: str) -> Parsed:
    """Take a web address, its scheme in lower case."""
    if not _WEB.fullmatch(cell):
        return Parsed(reason="not_a_web_address")
    scheme, rest = cell.split(":", 1)
    return Parsed(f"{scheme.lower()}:{rest}")


def degrees(most: float) -> Callable[[str], Parsed]:
    """Return a reader of degrees, up to `most` on both sides of zero."""

    def read(cell: str) -> Parsed:
        if not _NUMBER.fullmatch(cell) or abs(float(cell)) > most:
            return Parsed(reason="not_degrees")
        return Parsed(float(cell))

    return read


def day(cell: str) -> Parsed:
    """Take a date written YYYY-MM-DD."""
    if not _DAY.fullmatch(cell):
        return Parsed(reason="not_a_date")
    try:
        return Parsed(date.fromisoformat(cell))
    except ValueError:
        return Parsed(reason="not_a_date")


COLUMNS = (
    Column("id", "source_id", text, 200, is_required=True, identifies=True),
    Column("pivot", "siret", matching(_PIVOT, "not_a_siret"), 14, is_required=True),
    Column("nom", "name", text, 300, is_required=True, identifies=True),
    Column("commune", "commune", text, 120, is_required=True, identifies=True),
    Column(
        "code_postal",
        "postal_code",
        matching(_POSTAL_CODE, "not_a_postal_code"),
        5,
        is_required=True,
        identifies=True,
    ),
    Column("code_insee", "insee", matching(_INSEE, "not_an_insee_code"), 5),
    Column("adresse", "address", text, 300, is_required=True),
    Column("complement_adresse", "address_extra", text, 300),
    Column("latitude", "latitude", degrees(90)),
    Column("longitude", "longitude", degrees(180)),
    Column("typologie", "kinds", text, is_list=True),
    Column("telephone", "phone", matching(_PHONE, "not_a_phone"), 20),
    Column("courriels", "emails", matching(_EMAIL, "not_an_email"), is_list=True),
    Column("site_web", "websites", address_of_a_page, is_list=True),
    Column("horaires", "hours", text, 1_000),
    Column("presentation_resume", "summary", text, 280),
    Column("presentation_detail", "details", text),
    Column("source", "source", text, 300),
    Column("itinerance", "roaming", one_of(ROAMING), is_list=True),
    Column("structure_parente", "parent", text, 300),
    Column("date_maj", "updated_on", day, is_required=True),
    Column("services", "services", one_of(SERVICES), is_list=True),
    Column("publics_specifiquement_adresses", "audiences", one_of(AUDIENCES), is_list=True),
    Column("prise_en_charge_specifique", "special_care", one_of(SPECIAL_CARE), is_list=True),
    Column("frais_a_charge", "fees", one_of(FEES), is_list=True),
    Column("dispositif_programmes_nationaux", "programmes", one_of(PROGRAMMES), is_list=True),
    Column("formations_labels", "trainings", one_of(TRAININGS), is_list=True),
    Column("autres_formations_labels", "other_trainings", text, is_list=True),
    Column("modalites_acces", "access_modes", one_of(ACCESS_MODES), is_list=True),
    Column("modalites_accompagnement", "support_modes", one_of(SUPPORT_MODES), is_list=True),
    Column("fiche_acces_libre", "accessibility_url", address_of_a_page, 500),
    Column("prise_rdv", "booking_url", address_of_a_page, 500),
)
NAMES = tuple(column.name for column in COLUMNS)
FIELDS = tuple(column.field for column in COLUMNS)
COLUMN_OF = {column.field: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Reading:
    """A row read: our fields, the faults of its cells, and whether it can be a place at all."""

    line: int
    fields: dict[str, Any]
    faults: tuple[Fault, ...]
    is_refused: bool


def is_formula(cell: str) -> bool:
    """Tell whether a spreadsheet would run this cell."""
    return bool(_FORMULA.match(cell)) and not _PHONE.fullmatch(cell.strip())


def read_row(row: Mapping[str, str], line: int) -> Reading:
    """Read one row; a cell that says nothing usable leaves its field unknown, with a fault."""
    fields: dict[str, Any] = {}
    faults: list[Fault] = []
    refused = False
    for column in COLUMNS:
        cell = row[column.name].strip()
        value, reasons = read_cell(column, cell)
        fields[column.field] = value
        faults += [Fault(line, column.name, part, reason) for part, reason in reasons]
        refused = refused or (column.identifies and value is None)
    faults += _judge_place(fields, line)
    refused = refused or any(fault.reason == "elsewhere" for fault in faults)
    return Reading(line, fields, tuple(faults), refused)


def read_cell(column: Column, cell: str) -> tuple[Any, list[tuple[str, str]]]:
    """Return the value of a cell and, for each part refused, (the part, the reason)."""
    if not cell:
        empty: Any = [] if column.is_list else None
        return empty, [("", "missing")] if column.is_required else []
    if not column.is_list:
        parsed = column.parse(cell) if len(cell) <= column.longest else Parsed(reason="too_long")
        return parsed.value, [(cell, parsed.reason)] if parsed.reason else []
    parts = [(part, column.parse(part)) for part in (p.strip() for p in cell.split("|")) if part]
    values = list(dict.fromkeys(parsed.value for _part, parsed in parts if not parsed.reason))
    return values, [(part, parsed.reason) for part, parsed in parts if parsed.reason]


def write_row(place: Any) -> dict[str, str]:
    """Return the 32 cells of anything that has our fields."""
    return {column.name: _cell(getattr(place, column.field)) for column in COLUMNS}


def schema_faults(row: Mapping[str, str], line: int) -> list[Fault]:
    """Return why the national schema refuses a row that we would write; empty when it takes it."""
    faults: list[Fault] = []
    for column in COLUMNS:
        cell = row[column.name]
        if is_formula(cell):
            faults.append(Fault(line, column.name, cell, "formula"))
            continue
        _value, reasons = read_cell(column, cell)
        faults += [Fault(line, column.name, part, reason) for part, reason in reasons]
    return faults


def _judge_place(fields: dict[str, Any], line: int) -> list[Fault]:
    faults = []
    code = fields["insee"] or fields["postal_code"]
    if code and code[:2] not in DEPARTMENTS:
        column = "code_insee" if fields["insee"] else "code_postal"
        faults.append(Fault(line, column, code, "elsewhere"))
    if (fields["latitude"] is None) != (fields["longitude"] is None):
        known = "latitude" if fields["longitude"] is None else "longitude"
        faults.append(Fault(line, known, str(fields[known]), "half_a_point"))
        fields["latitude"] = fields["longitude"] = None
    return faults


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "|".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)
