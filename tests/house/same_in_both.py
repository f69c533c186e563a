"""Sentences whose translation is rightly the same as the French, by language."""

SAME = {
    "en": {
        "%(count)s minutes",
        "Code",
        "Message",
        "Observations",
        "Page",
        "%(num)s page.",
        "Agents",
        "Absences",
        "Structure",
        "Exceptions",
        "Service",
        "Contact",
        "Contacts",
        "Note",
        "Notes",
    },
    "ar": set(),
}

# Latin words that an Arabic sentence may hold: names, file kinds, what stands on a card or a form.
LATIN_IN_ARABIC = {
    "CAF", "CPAM", "France", "Travail", "FranceConnect", "HEIC", "JPEG", "JPG", "PDF", "PNG", "SMS",
    "WebP", "age", "A4", "Ko", "Mo", "Yvelines", "Hauts-de-Seine", "ANTS", "RGAA", "WCAG",
    "ProConnect", "ZIP", "JSON", "L",
    # An address to write on an envelope.
    "Défenseur", "des", "droits", "Libre", "réponse", "Paris", "CEDEX",
}  # fmt: skip
