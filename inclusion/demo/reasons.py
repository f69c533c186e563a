"""The reasons of the demonstration, with what to bring, in French, English and Arabic."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """A reason: its code, minutes, and by language a name, an explanation and what to bring."""

    code: str
    minutes: int
    names: tuple[str, str, str]
    explanations: tuple[str, str, str]
    bring: tuple[tuple[str, ...], ...]


_PHONE = (
    "Votre téléphone, si vous en avez un.",
    "Your telephone, if you have one.",
    "هاتفك، إن كان لديك هاتف.",
)
_ADDRESS = (
    "Un papier avec votre adresse, par exemple une facture.",
    "A paper with your address, for example a bill.",
    "ورقة عليها عنوانك، مثل فاتورة.",
)
_IDENTITY = (
    "Un papier d’identité, même s’il est fini.",
    "An identity paper, even if it has ended.",
    "ورقة هوية، حتى لو انتهت مدتها.",
)


def _bring(*lines: tuple[str, str, str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(line[index] for line in (*lines, _PHONE)) for index in range(3))


SAMPLES = (
    Sample(
        "titre-de-sejour",
        45,
        (
            "Renouveler un titre de séjour",
            "Renew a residence permit",
            "تجديد تصريح الإقامة",
        ),
        (
            "Faire la demande sur le site de la préfecture.",
            "Make the request on the prefecture’s site.",
            "تقديم الطلب على موقع المحافظة.",
        ),
        _bring(
            (
                "Votre titre de séjour, même s’il est fini.",
                "Your residence permit, even if it has ended.",
                "تصريح إقامتك، حتى لو انتهت مدته.",
            ),
            (
                "Votre passeport, si vous en avez un.",
                "Your passport, if you have one.",
                "جواز سفرك، إن كان لديك جواز.",
            ),
            _ADDRESS,
        ),
    ),
    Sample(
        "caf",
        45,
        (
            "La CAF : une aide, une déclaration",
            "CAF: a benefit, a declaration",
            "صندوق الإعانات CAF",
        ),
        (
            "Demander le RSA, une aide au logement, déclarer un changement.",
            "Ask for RSA or a housing benefit, declare a change.",
            "طلب إعانة أو مساعدة سكن، أو التصريح بتغيير.",
        ),
        _bring(
            (
                "Votre numéro d’allocataire, si vous le connaissez.",
                "Your CAF number, if you know it.",
                "رقمك في CAF، إن كنت تعرفه.",
            ),
            ("Un RIB.", "Your bank details (RIB).", "بيانات حسابك البنكي (RIB)."),
            _IDENTITY,
        ),
    ),
    Sample(
        "impots",
        30,
        ("Les impôts", "Taxes", "الضرائب"),
        (
            "Déclarer, payer, comprendre une lettre.",
            "Declare, pay, understand a letter.",
            "التصريح والدفع وفهم رسالة.",
        ),
        _bring(
            (
                "Votre dernier avis d’impôt, si vous l’avez.",
                "Your last tax notice, if you have it.",
                "آخر إشعار ضريبي، إن كان لديك.",
            ),
            _IDENTITY,
        ),
    ),
    Sample(
        "logement",
        45,
        ("Le logement", "Housing", "السكن"),
        (
            "Demander un logement social, un recours, une aide.",
            "Ask for social housing, an appeal, a grant.",
            "طلب سكن اجتماعي أو طعن أو مساعدة.",
        ),
        _bring(
            _IDENTITY,
            (
                "Votre numéro de demande, si vous en avez un.",
                "The number of your request, if you have one.",
                "رقم طلبك، إن وُجد.",
            ),
            (
                "Vos trois dernières fiches de paie ou attestations.",
                "Your last three payslips or certificates.",
                "آخر ثلاث قسائم راتب أو شهادات.",
            ),
        ),
    ),
    Sample(
        "emploi",
        45,
        (
            "Le travail : chercher, s’inscrire",
            "Work: look for it, register",
            "العمل: البحث والتسجيل",
        ),
        (
            "S’inscrire à France Travail, faire un CV, répondre à une offre.",
            "Register with France Travail, write a CV, answer an offer.",
            "التسجيل في France Travail وكتابة سيرة ذاتية.",
        ),
        _bring(
            _IDENTITY,
            (
                "Votre CV, si vous en avez un.",
                "Your CV, if you have one.",
                "سيرتك الذاتية، إن وُجدت.",
            ),
        ),
    ),
    Sample(
        "carte-vitale",
        30,
        ("La santé : carte Vitale, Ameli", "Health: carte Vitale, Ameli", "الصحة: بطاقة Vitale"),
        (
            "Demander une carte, suivre un remboursement, choisir une mutuelle.",
            "Ask for a card, follow a refund, choose cover.",
            "طلب بطاقة أو متابعة استرداد.",
        ),
        _bring(
            (
                "Votre numéro de sécurité sociale.",
                "Your social security number.",
                "رقم الضمان الاجتماعي.",
            ),
            _IDENTITY,
        ),
    ),
    Sample(
        "ecole",
        30,
        ("L’école et la cantine", "School and canteen", "المدرسة والمطعم المدرسي"),
        (
            "Inscrire un enfant, payer la cantine, lire les messages.",
            "Enrol a child, pay the canteen, read messages.",
            "تسجيل طفل ودفع المطعم وقراءة الرسائل.",
        ),
        _bring(
            ("Le livret de famille.", "The family record book.", "دفتر العائلة."),
            _ADDRESS,
        ),
    ),
    Sample(
        "telephone",
        60,
        (
            "Comprendre mon téléphone ou mon ordinateur",
            "Understand my telephone or computer",
            "فهم هاتفي أو حاسوبي",
        ),
        (
            "Ouvrir une adresse e-mail, envoyer une photo, se protéger.",
            "Open an e-mail address, send a photo, stay safe.",
            "فتح بريد إلكتروني وإرسال صورة والحماية.",
        ),
        _bring(
            (
                "L’appareil et son chargeur.",
                "The device and its charger.",
                "الجهاز وشاحنه.",
            ),
        ),
    ),
    Sample(
        "autre",
        30,
        ("Autre chose", "Something else", "شيء آخر"),
        (
            "Vous ne savez pas ? Choisissez cette ligne.",
            "Not sure? Choose this line.",
            "لست متأكدا؟ اختر هذا السطر.",
        ),
        _bring(
            (
                "La lettre ou le papier qui vous inquiète.",
                "The letter or paper that worries you.",
                "الرسالة أو الورقة التي تقلقك.",
            ),
            _IDENTITY,
        ),
    ),
)
