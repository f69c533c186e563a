"""Settings are typed, and wrong ones stop the start with a sentence."""

import base64
import json
import secrets
import stat

import pytest

from inclusion.secret_file import SettingsError
from inclusion.settings import Settings


def environ(tmp_path, **values):
    return {"INCLUSION_VAR_DIR": str(tmp_path), **values}


def test_nothing_set_is_a_development_run_on_this_machine(tmp_path):
    settings = Settings.from_environ(environ(tmp_path))

    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.database_url.startswith("sqlite:///")
    assert not settings.is_https
    assert settings.cookie_name("visite") == "visite"


def test_secrets_are_made_once_readable_by_their_owner_alone(tmp_path):
    first = Settings.from_environ(environ(tmp_path))
    second = Settings.from_environ(environ(tmp_path))

    assert first.secrets == second.secrets
    assert stat.S_IMODE(first.secret_file.stat().st_mode) == 0o600
    assert "session_key" not in repr(first)


def test_production_refuses_secrets_that_a_development_run_made(tmp_path):
    Settings.from_environ(environ(tmp_path))

    with pytest.raises(SettingsError, match="development run"):
        Settings.from_environ(production(tmp_path))


def test_production_wants_its_own_secrets_and_https(tmp_path):
    with pytest.raises(SettingsError, match="no secret file"):
        Settings.from_environ(production(tmp_path))
    with pytest.raises(SettingsError, match="https"):
        Settings.from_environ(production(tmp_path, INCLUSION_PUBLIC_URL="http://exemple.fr"))

    own_secrets(tmp_path)
    settings = Settings.from_environ(production(tmp_path))

    assert settings.cookie_name("visite") == "__Host-visite"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INCLUSION_ENVIRONMENT", "prod"),
        ("PORT", "eight"),
        ("INCLUSION_ANTIVIRUS", "sometimes"),
        ("INCLUSION_ANTIVIRUS", "required"),
        ("INCLUSION_CLAMD_URL", "unix:clamd.ctl"),
        ("INCLUSION_CLAMD_URL", "http://127.0.0.1:3310"),
        ("PORT", "70000"),
        ("INCLUSION_PUBLIC_URL", "exemple.fr"),
        ("INCLUSION_PUBLIC_URL", "http://exemple.fr"),
        ("INCLUSION_DATABASE_URL", "mysql://x"),
        ("INCLUSION_PHONE", "bonjour"),
        ("INCLUSION_QUICK_EXIT_URL", "http://meteo.example"),
        ("INCLUSION_ARGON2_KIB", "-1"),
        ("INCLUSION_SMTP_URL", "mail.exemple.fr:25"),
        ("INCLUSION_SMS_URL", "ftp://sms.exemple.fr"),
        ("INCLUSION_MAIL_FROM", "Nous <nous@exemple.fr>"),
    ],
)
def test_a_value_that_makes_no_sense_is_named_in_the_refusal(tmp_path, name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.from_environ(environ(tmp_path, **{name: value}))


@pytest.mark.parametrize(
    ("name", "clear", "sealed"),
    [
        ("INCLUSION_SMTP_URL", "smtp://x:secret@mail.exemple.fr", "smtps://mail.exemple.fr"),
        ("INCLUSION_SMS_URL", "http://sms.exemple.fr", "https://sms.exemple.fr"),
    ],
)
def test_production_talks_to_far_gateways_under_tls(tmp_path, name, clear, sealed):
    own_secrets(tmp_path)

    with pytest.raises(SettingsError, match="TLS") as refusal:
        Settings.from_environ(production(tmp_path, **{name: clear}))
    assert "secret" not in str(refusal.value)
    assert Settings.from_environ(production(tmp_path, **{name: sealed}))
    assert Settings.from_environ(
        production(tmp_path, **{name: clear.split("//")[0] + "//127.0.0.1"})
    )


def test_a_short_or_broken_secret_is_refused(tmp_path):
    own_secrets(tmp_path, size=8)
    with pytest.raises(SettingsError, match="shorter"):
        Settings.from_environ(environ(tmp_path))

    (tmp_path / "secrets.json").write_text("{")
    with pytest.raises(SettingsError, match="cannot be read"):
        Settings.from_environ(environ(tmp_path))


def production(tmp_path, **values):
    return environ(
        tmp_path,
        INCLUSION_ENVIRONMENT="production",
        **{"INCLUSION_PUBLIC_URL": "https://exemple.fr", **values},
    )


def own_secrets(tmp_path, size=32):
    keys = {
        name: base64.urlsafe_b64encode(secrets.token_bytes(size)).decode()
        for name in ("session_key", "pepper", "lookup_key", "signing_key")
    }
    (tmp_path / "secrets.json").write_text(json.dumps(keys))


S3 = {"INCLUSION_STORAGE_URL": "s3://papiers/a", "INCLUSION_S3_ENDPOINT": "https://s3.exemple.fr"}


def keys_file(tmp_path, content=None, mode=0o600):
    path = tmp_path / "keys.json"
    keys = {"access_key_id": "k", "secret_access_key": "s"}
    path.write_text(json.dumps(keys if content is None else content))
    path.chmod(mode)
    return {"INCLUSION_S3_KEYS_FILE": str(path)}


def test_papers_may_be_kept_on_s3_with_keys_in_a_private_file(tmp_path):
    settings = Settings.from_environ(environ(tmp_path, **S3, **keys_file(tmp_path)))

    assert settings.storage_url == "s3://papiers/a"
    assert settings.s3.endpoint == "https://s3.exemple.fr"
    assert settings.s3.is_path_style
    assert "secret_access_key" not in repr(settings)


def test_without_s3_its_settings_say_nothing(tmp_path):
    assert Settings.from_environ(environ(tmp_path, INCLUSION_S3_ENDPOINT="x")).s3 is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"INCLUSION_STORAGE_URL": "s3://key:secret@papiers"}, "without keys"),
        ({"INCLUSION_STORAGE_URL": "s3://"}, "s3://bucket"),
        ({"INCLUSION_STORAGE_URL": "s3://papiers?x=1"}, "s3://bucket"),
        ({"INCLUSION_STORAGE_URL": "ftp://papiers"}, "write file:"),
        ({"INCLUSION_S3_ENDPOINT": ""}, "address of the S3 server"),
        ({"INCLUSION_S3_ENDPOINT": "https://s3.exemple.fr/papiers"}, "end after the name"),
        ({"INCLUSION_S3_ENDPOINT": "https://k:s@s3.exemple.fr"}, "address of the S3 server"),
        ({"INCLUSION_S3_PATH_STYLE": "yes"}, "write 1 or 0"),
        ({"INCLUSION_S3_KEYS_FILE": ""}, "mode 0600"),
        ({"INCLUSION_S3_KEYS_FILE": "/nowhere"}, "mode 0600"),
    ],
)
def test_an_s3_setting_that_makes_no_sense_is_told(tmp_path, changed, sentence):
    values = {**S3, **keys_file(tmp_path), **changed}

    with pytest.raises(SettingsError, match=sentence):
        Settings.from_environ(environ(tmp_path, **values))


@pytest.mark.parametrize("content", [[], {}, {"access_key_id": "k"}, {"access_key_id": 1}])
def test_a_keys_file_without_keys_is_told(tmp_path, content):
    with pytest.raises(SettingsError, match="must hold"):
        Settings.from_environ(environ(tmp_path, **S3, **keys_file(tmp_path, content)))


def test_a_keys_file_that_others_may_read_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="chmod 600"):
        Settings.from_environ(environ(tmp_path, **S3, **keys_file(tmp_path, mode=0o644)))


def test_production_speaks_to_s3_over_https_or_to_this_machine(tmp_path):
    own_secrets(tmp_path)
    values = {**S3, **keys_file(tmp_path)}

    with pytest.raises(SettingsError, match="https"):
        Settings.from_environ(
            production(tmp_path, **{**values, "INCLUSION_S3_ENDPOINT": "http://10.0.0.1:9000"})
        )
    here = {**values, "INCLUSION_S3_ENDPOINT": "http://127.0.0.1:7480"}
    assert Settings.from_environ(production(tmp_path, **here)).s3.endpoint.endswith("7480")
