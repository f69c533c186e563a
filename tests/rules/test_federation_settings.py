"""A provider is set whole or not at all."""

import pytest

from inclusion.settings import Settings, SettingsError

NAMES = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET_FILE")


def environ(tmp_path, prefix="INCLUSION_FRANCECONNECT", **changes):
    (tmp_path / "fc").write_text("a-secret\n")
    values = {
        "ISSUER": "https://fcp-low.exemple.fr/api/v2",
        "CLIENT_ID": "us",
        "CLIENT_SECRET_FILE": str(tmp_path / "fc"),
        **changes,
    }
    told = {f"{prefix}_{name}": value for name, value in values.items() if value}
    return {"INCLUSION_VAR_DIR": str(tmp_path), **told}


def test_without_settings_there_is_no_provider(tmp_path):
    settings = Settings.from_environ({"INCLUSION_VAR_DIR": str(tmp_path)})

    assert settings.identity_providers == ()


def test_a_provider_is_read_with_its_level(tmp_path):
    [provider] = Settings.from_environ(environ(tmp_path)).identity_providers

    assert (provider.code, provider.client_secret) == ("franceconnect", "a-secret")
    assert provider.acr_values == ("eidas1",)
    assert "a-secret" not in repr(provider)


def test_levels_are_a_list(tmp_path):
    [fc] = Settings.from_environ(environ(tmp_path, ACR="eidas2 eidas3")).identity_providers
    [pc] = Settings.from_environ(environ(tmp_path, "INCLUSION_PROCONNECT")).identity_providers

    assert fc.acr_values == ("eidas2", "eidas3")
    assert (pc.code, pc.acr_values) == ("proconnect", ())


@pytest.mark.parametrize("missing", NAMES)
def test_a_part_that_is_missing_stops_the_start(tmp_path, missing):
    with pytest.raises(SettingsError, match="go together"):
        Settings.from_environ(environ(tmp_path, **{missing: ""}))


@pytest.mark.parametrize(
    "issuer", ["http://fc.exemple.fr", "fc.exemple.fr", "https://", "https://fc.exemple.fr/?a=b"]
)
def test_an_issuer_is_reached_safely(tmp_path, issuer):
    with pytest.raises(SettingsError, match="https://"):
        Settings.from_environ(environ(tmp_path, ISSUER=issuer))


def test_http_is_for_this_machine_in_development(tmp_path):
    local = environ(tmp_path, ISSUER="http://127.0.0.1:4000/api/v2")
    assert Settings.from_environ(local).identity_providers
    production = {
        "INCLUSION_ENVIRONMENT": "production",
        "INCLUSION_PUBLIC_URL": "https://exemple.fr",
    }
    with pytest.raises(SettingsError):
        Settings.from_environ(local | production)


def test_a_secret_that_cannot_be_read_stops_the_start(tmp_path):
    (tmp_path / "empty").write_text("\n")
    for path, words in ((tmp_path / "none", "cannot be read"), (tmp_path / "empty", "is empty")):
        with pytest.raises(SettingsError, match=words):
            Settings.from_environ(environ(tmp_path, CLIENT_SECRET_FILE=str(path)))
