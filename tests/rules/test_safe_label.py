"""The words that the law keeps for safes that conform to it, and the setting that allows them."""

import pytest

from inclusion.secret_file import SettingsError
from inclusion.settings import REGULATED, SAFE_LABEL, Settings

REGULATED_LABELS = [
    "Coffre-fort numérique",
    "Mon coffre fort numérique",
    "COFFRE-FORT\u00a0NUMERIQUE",
    "coffres-forts numériques",
    "Coffre\u2011fort numérique",
]


@pytest.mark.parametrize("label", REGULATED_LABELS)
def test_regulated_words_are_refused_until_conformity_is_declared(tmp_path, label):
    environ = {"INCLUSION_VAR_DIR": str(tmp_path), "INCLUSION_SAFE_LABEL": label}
    with pytest.raises(SettingsError, match=r"L\.103"):
        Settings.from_environ(environ)

    declared = {**environ, "INCLUSION_SAFE_CONFORMITY": "dossier 2026-04, 3 mars 2026"}
    assert Settings.from_environ(declared).safe_label == label


def test_the_product_may_not_bear_them_either(tmp_path):
    environ = {"INCLUSION_VAR_DIR": str(tmp_path), "INCLUSION_PRODUCT_NAME": REGULATED_LABELS[0]}
    with pytest.raises(SettingsError, match=r"L\.103"):
        Settings.from_environ(environ)


def test_spaces_declare_nothing(tmp_path):
    environ = {
        "INCLUSION_VAR_DIR": str(tmp_path),
        "INCLUSION_SAFE_LABEL": REGULATED_LABELS[0],
        "INCLUSION_SAFE_CONFORMITY": "  ",
    }
    with pytest.raises(SettingsError):
        Settings.from_environ(environ)


@pytest.mark.parametrize("label", ["", "Mes documents", "Le coffre de la ville", SAFE_LABEL])
def test_other_names_are_free(tmp_path, label):
    environ = {"INCLUSION_VAR_DIR": str(tmp_path), "INCLUSION_SAFE_LABEL": label}

    assert Settings.from_environ(environ).safe_label == (label or SAFE_LABEL)
    assert not REGULATED.search(label)
