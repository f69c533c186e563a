"""What we say of appointments. when: « mardi 3 mars à 14 h 30 ». place: its name and address."""

from inclusion.messages.words import N_, Text

TO_CHANGE = N_("Pour changer ou annuler, appelez le %(phone)s.")
AT = N_("Où : %(place)s")
WHEN = N_("Quand : %(when)s.")
CODE = N_("Votre code : %(spoken)s. Avec votre nom, il retrouve le rendez-vous.")

APPOINTMENT_TEXTS: dict[str, Text] = {
    "appointment_booked": Text(
        1,
        N_("Votre rendez-vous"),
        (N_("Votre rendez-vous est noté."), WHEN, AT, CODE, TO_CHANGE),
        N_("Rendez-vous noté : %(when)s. Pour changer : %(phone)s."),
    ),
    "appointment_moved": Text(
        1,
        N_("Votre rendez-vous a changé"),
        (
            N_("Votre rendez-vous a changé. L’ancienne date ne compte plus."),
            WHEN,
            AT,
            CODE,
            TO_CHANGE,
        ),
        N_("Votre rendez-vous a changé : %(when)s. Une question : %(phone)s."),
    ),
    "appointment_cancelled": Text(
        1,
        N_("Votre rendez-vous est annulé"),
        (
            N_("Votre rendez-vous n’aura pas lieu : %(when)s."),
            N_("Appelez-nous pour avoir une autre date : %(phone)s."),
        ),
        N_("Pas de rendez-vous %(when)s. Autre date : %(phone)s."),
    ),
    "appointment_reminder": Text(
        1,
        N_("Rappel de votre rendez-vous"),
        (N_("Votre rendez-vous approche."), WHEN, AT, CODE, TO_CHANGE),
        N_("Rappel. Rendez-vous %(when)s. Pour changer : %(phone)s."),
    ),
    "appointment_late": Text(
        1,
        N_("Nous avons du retard"),
        (
            N_("Nous avons du retard aujourd’hui."),
            N_("Votre rendez-vous commence vers %(when)s."),
        ),
        N_("Nous avons du retard. Rendez-vous vers %(when)s. Une question : %(phone)s."),
    ),
    "appointment_offer": Text(
        1,
        N_("Une place se libère"),
        (
            N_("Une place se libère : %(when)s."),
            AT,
            N_("Elle est gardée pour vous jusqu’à %(until)s."),
            N_("Pour la prendre, répondez sur le site, ou appelez le %(phone)s."),
            N_("Votre code d’attente : %(spoken)s. Avec votre nom, il montre la place."),
        ),
        N_("Une place se libère : %(when)s. Appelez vite le %(phone)s."),
    ),
}
