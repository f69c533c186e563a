"""Invented places of help, plainly called demonstration, in real communes of 78 and 92."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from inclusion.demo.cast import MANTOIS, NANTERRE, VERSAILLES
from inclusion.places.rules.distance import Point
from inclusion.places.service import editing

SOURCE = "Démonstration de Trait d’union : lieu inventé"
UPDATED_ON = date(2026, 1, 15)

PROCEDURES = "Aide aux démarches administratives"
TOOLS = "Maîtrise des outils numériques du quotidien"
WORK = "Insertion professionnelle via le numérique"
SAFETY = "Utilisation sécurisée du numérique"
PARENTS = "Parentalité et éducation avec le numérique"
ACCESS = "Accès internet et matériel informatique"
CHEAP = "Acquisition de matériel informatique à prix solidaire"
STEP_FREE = "Handicaps moteurs"

WEEK = "Mo-Fr 09:00-12:30,13:30-17:30"
LATE = "Mo 13:30-17:30; Tu-Fr 09:00-12:30,13:30-18:30; Sa 09:00-12:00"
MORNINGS = "Mo-Fr 08:30-12:30"
LIBRARY = "Tu 14:00-19:00; We 10:00-12:30,14:00-18:00; Fr 14:00-18:00; Sa 10:00-18:00"


class Sketch(NamedTuple):
    """A place in a few words; what is None or empty is left unknown on purpose."""

    name: str
    address: str | None
    postal_code: str
    commune: str
    point: Point
    phone: str | None
    hours: str | None
    services: tuple[str, ...]
    cares: tuple[str, ...] = ()
    owner: str | None = None
    is_library: bool = False


SKETCHES = (
    Sketch("Maison du numérique du Mantois", "12 rue de la Passerelle", "78200",
           "Mantes-la-Jolie", Point(48.9906, 1.7169), "+33199000001", LATE,
           (PROCEDURES, TOOLS, SAFETY, ACCESS), (STEP_FREE, "Illettrisme"), MANTOIS),
    Sketch("Espace numérique des Merisiers", "4 rue des Merisiers", "78711", "Mantes-la-Ville",
           Point(48.9752, 1.7031), "+33199000002", WEEK, (PROCEDURES, TOOLS),
           (STEP_FREE, "Langues étrangères (autres)"), MANTOIS),
    Sketch("Maison du numérique de Limay", "8 rue du Vieux-Pont", "78520", "Limay",
           Point(48.9921, 1.7372), "+33199000003", WEEK, (PROCEDURES, TOOLS, PARENTS),
           (STEP_FREE,), MANTOIS),
    Sketch("Point d’aide numérique des Mureaux", "21 rue de la Halle", "78130", "Les Mureaux",
           Point(48.9937, 1.9118), "+33199000004", LATE, (PROCEDURES, WORK, ACCESS),
           (STEP_FREE, "Langues étrangères (autres)"), MANTOIS),
    Sketch("Atelier numérique de Poissy", "3 place du Marché-Couvert", "78300", "Poissy",
           Point(48.9294, 2.0466), "+33199000005", WEEK, (PROCEDURES, TOOLS, SAFETY), (),
           MANTOIS),
    Sketch("Médiathèque des Quais", "1 quai des Péniches", "78700", "Conflans-Sainte-Honorine",
           Point(49.0012, 2.0958), "+33199000006", LIBRARY, (ACCESS,), (STEP_FREE,),
           is_library=True),
    Sketch("Maison du numérique de Versailles", "17 rue du Potager", "78000", "Versailles",
           Point(48.8018, 2.1264), "+33199000007", LATE, (PROCEDURES, TOOLS, SAFETY, ACCESS),
           (STEP_FREE, "Surdité", "Déficience visuelle"), VERSAILLES),
    Sketch("Espace numérique de Trappes", "6 rue des Cheminots", "78190", "Trappes",
           Point(48.7768, 2.0021), "+33199000008", WEEK, (PROCEDURES, WORK, CHEAP),
           (STEP_FREE, "Illettrisme"), VERSAILLES),
    Sketch("Relais numérique de Saint-Germain", "9 rue de la Terrasse", "78100",
           "Saint-Germain-en-Laye", Point(48.8981, 2.0942), "+33199000009", WEEK,
           (PROCEDURES, TOOLS), (), VERSAILLES),
    Sketch("Maison du numérique de Rambouillet", "5 rue du Perray", "78120", "Rambouillet",
           Point(48.6435, 1.8302), "+33199000010", LATE, (PROCEDURES, TOOLS, WORK),
           (STEP_FREE,), VERSAILLES),
    Sketch("Permanence numérique de Houdan", "2 place de la Tour", "78550", "Houdan",
           Point(48.7906, 1.6003), "+33199000011", "Tu 09:00-12:00; Th 14:00-17:00",
           (PROCEDURES,), (STEP_FREE,), VERSAILLES),
    Sketch("Point numérique de Maurepas", "14 allée des Bruyères", "78310", "Maurepas",
           Point(48.7628, 1.9456), "+33199000012", MORNINGS, (PROCEDURES, TOOLS), (),),
    Sketch("Médiathèque du Plateau", "30 avenue du Plateau", "78280", "Guyancourt",
           Point(48.7719, 2.0747), "+33199000013", LIBRARY, (ACCESS, PARENTS), (STEP_FREE,),
           is_library=True),
    Sketch("Aide numérique de Bonnières", "7 rue de l’Écluse", "78270", "Bonnières-sur-Seine",
           Point(49.0356, 1.5786), None, None, (PROCEDURES,)),
    Sketch("Maison du numérique de Nanterre", "25 rue du Moulin-Neuf", "92000", "Nanterre",
           Point(48.8925, 2.2063), "+33199000015", LATE, (PROCEDURES, TOOLS, SAFETY, ACCESS),
           (STEP_FREE, "Langues étrangères (anglais)", "Langues étrangères (autres)"), NANTERRE),
    Sketch("Espace numérique de Boulogne", "11 rue des Blanchisseurs", "92100",
           "Boulogne-Billancourt", Point(48.8352, 2.2409), "+33199000016", WEEK,
           (PROCEDURES, TOOLS, PARENTS), (STEP_FREE,), NANTERRE),
    Sketch("Atelier numérique de Gennevilliers", "40 rue du Port", "92230", "Gennevilliers",
           Point(48.9254, 2.2936), "+33199000017", WEEK, (PROCEDURES, WORK, CHEAP),
           (STEP_FREE, "Illettrisme"), NANTERRE),
    Sketch("Maison du numérique de Colombes", "6 rue des Maraîchers", "92700", "Colombes",
           Point(48.9229, 2.2542), "+33199000018", LATE, (PROCEDURES, TOOLS),
           (STEP_FREE, "Langues étrangères (autres)"), NANTERRE),
    Sketch("Point d’aide numérique d’Antony", "18 rue de la Bièvre", "92160", "Antony",
           Point(48.7533, 2.2973), "+33199000019", WEEK, (PROCEDURES, TOOLS, SAFETY), (),
           NANTERRE),
    Sketch("Relais numérique de Clamart", "4 rue des Petits-Pois", "92140", "Clamart",
           Point(48.8003, 2.2628), "+33199000020", WEEK, (PROCEDURES, TOOLS), (STEP_FREE,),
           NANTERRE),
    Sketch("Médiathèque des Coteaux", "15 rue des Vignes", "92150", "Suresnes",
           Point(48.8711, 2.2269), "+33199000021", LIBRARY, (ACCESS,), (STEP_FREE,),
           is_library=True),
    Sketch("Café numérique de Montrouge", "2 rue des Carrières", "92120", "Montrouge",
           Point(48.8175, 2.3192), "+33199000022", "Mo-Fr 14:00-19:00", (TOOLS, ACCESS)),
    Sketch("Permanence numérique d’Asnières", None, "92600", "Asnières-sur-Seine",
           Point(48.9112, 2.2859), "+33199000023", "sur rendez-vous", (PROCEDURES,)),
    Sketch("Point numérique de Meudon", "9 sentier des Mauduits", "92190", "Meudon",
           Point(48.8131, 2.2381), None, MORNINGS, (TOOLS,)),
)  # fmt: skip


def load(session: Session, *, structures: dict[str, int], at: datetime) -> dict[str, int]:
    """Add the places; return the id of each by its slug. structures: ids by name."""
    added = [
        editing.add(session, at=at, **_values(number, sketch, structures))
        for number, sketch in enumerate(SKETCHES, start=1)
    ]
    return {place.slug: place.id for place in added}


def _values(number: int, sketch: Sketch, owners: dict[str, int]) -> dict[str, object]:
    return {
        "source_id": f"demonstration-{number:02d}",
        "name": f"{sketch.name} (démonstration)",
        "structure_id": owners.get(sketch.owner) if sketch.owner else None,
        "takes_appointments": sketch.owner is not None,
        "is_demonstration": True,
        "address": sketch.address,
        "postal_code": sketch.postal_code,
        "commune": sketch.commune,
        "latitude": sketch.point.latitude,
        "longitude": sketch.point.longitude,
        "kinds": ["BIB"] if sketch.is_library else ["EPN"],
        "phone": sketch.phone,
        "hours": sketch.hours,
        "services": list(sketch.services),
        "special_care": list(sketch.cares),
        "fees": ["Gratuit"],
        "access_modes": ["Se présenter"] if sketch.is_library else ["Se présenter", "Téléphoner"],
        "support_modes": ["En autonomie"] if sketch.is_library else ["Accompagnement individuel"],
        "source": SOURCE,
        "updated_on": UPDATED_ON,
    }
