"""The people of the demonstration: invented, with telephones that ring nowhere."""

import base64
import hashlib
from dataclasses import dataclass

from inclusion.accounts.rules import Role
from inclusion.organisations.rules import Department


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody who may sign in: fixed number and passphrase, so that a guide can print them."""

    identifier: str
    name: str
    role: Role
    structure: str | None
    passphrase: str
    phone: str | None = None
    birth_on: str | None = None
    languages: tuple[str, ...] = ("fr",)
    has_safe: bool = False

    @property
    def totp_secret(self) -> str | None:
        """The base32 secret of an agent's code generator, invented and always the same."""
        if self.structure is None:
            return None
        seed = hashlib.sha256(f"demonstration {self.identifier}".encode()).digest()
        return base64.b32encode(seed[:20]).decode()


STRUCTURES = {
    "Maison du numérique du Mantois (démonstration)": Department.YVELINES,
    "Maison du numérique de Versailles (démonstration)": Department.YVELINES,
    "Maison du numérique de Nanterre (démonstration)": Department.HAUTS_DE_SEINE,
}
MANTOIS, VERSAILLES, NANTERRE = STRUCTURES

CITIZENS = (
    Part(
        "100000006", "Fatoumata Diarra", Role.CITIZEN, None, "cerise velours tambour lundi",
        phone="+33639981234", birth_on="1971-05-14", has_safe=True,
    ),
    Part(
        "100000011", "Henri Lemoine", Role.CITIZEN, None, "girafe orange lanterne mouton",
        birth_on="1948", has_safe=True,
    ),
    Part("100000022", "نادية بن علي", Role.CITIZEN, None, "violon cabane tisane robinet"),
)  # fmt: skip
AGENTS = (
    Part("200000005", "Aline Garnier", Role.MEDIATOR, MANTOIS, "abricot fenêtre castor moulin",
         languages=("fr", "snk")),
    Part("200000018", "Samir Haddad", Role.MEDIATOR, MANTOIS, "papaye cheminée lapin sonnette",
         languages=("fr", "ar")),
    Part("200000026", "Claire Roussel", Role.MEDIATOR, VERSAILLES, "groseille volet renard panier"),
    Part("200000039", "Aminata Sy", Role.MEDIATOR, NANTERRE,
         "mirabelle tapis hibou cartable", languages=("fr", "en", "snk")),
    Part("200000047", "Hugo Lefèvre", Role.MEDIATOR, MANTOIS, "noisette plafond merle tiroir",
         languages=("fr", "en")),
    Part("200000052", "Nora Belkacem", Role.MEDIATOR, VERSAILLES,
         "prunelle horloge loutre fauteuil",
         languages=("fr", "ar")),
    Part("200000060", "Victor Perrin", Role.MEDIATOR, VERSAILLES,
         "cassis escalier hérisson bougie"),
    Part("200000071", "Leïla Haddouche", Role.MEDIATOR, NANTERRE, "framboise balcon écureuil plume",
         languages=("fr", "ar")),
    Part("200000083", "Chloé Masson", Role.MEDIATOR, NANTERRE, "figue couloir pinson valise",
         languages=("fr", "pt")),
    Part("300000003", "Paul Mercier", Role.COORDINATOR, MANTOIS, "pastèque rideau blaireau stylo"),
    Part("400000004", "Inès Dupuis", Role.ADMINISTRATOR, VERSAILLES,
         "myrtille parquet cigogne gomme"),
)  # fmt: skip
