"""Every setting of the product, read once from the environment and refused when wrong.

`docs/settings.md` lists them; a test compares the two.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from inclusion.contact import phone_number
from inclusion.errors import Invalid
from inclusion.identity_settings import IdentityProvider, identity_providers
from inclusion.officers_file import OfficerBody, read_officers
from inclusion.secret_file import Secrets, SettingsError, read_secrets
from inclusion.store_settings import LOOPBACK, S3Access, s3_access, storage_url

ROOT = Path(__file__).resolve().parent.parent
SAFE_LABEL = "Mon coffre"
REGULATED = re.compile(r"coffres?[\W_]*forts?[\W_]*num[eé]riques?", re.IGNORECASE)
"""The words that a supplier may use who meets L.103 CPCE, however they are written."""
ENVIRONMENTS = ("development", "production")
ANTIVIRUS_MODES = ("off", "optional", "required")


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """How dear one guess of a passphrase is (RFC 9106): memory in KiB, passes, lanes."""

    memory_kib: int = 65_536
    time_cost: int = 3
    parallelism: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator chooses, typed and checked."""

    environment: str
    public_url: str
    database_url: str
    storage_url: str
    secret_file: Path
    var_dir: Path
    secrets: Secrets
    root: Path = ROOT
    s3: S3Access | None = None
    product_name: str = "Trait d’union"
    phone: str = "+33199007892"
    quick_exit_url: str = "https://meteofrance.com/"
    argon2: Argon2Cost = Argon2Cost()
    max_upload_bytes: int = 25_000_000
    antivirus: str = "off"
    clamd_url: str = ""
    safe_most_documents: int = 2_000
    safe_quota_bytes: int = 1_000_000_000
    health_host: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    web_workers: int = 2
    web_threads: int = 8
    identity_providers: tuple[IdentityProvider, ...] = ()
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "ne-pas-repondre@localhost"
    sms_url: str = ""
    sms_token: str = field(default="", repr=False)
    allow_private_backchannel: bool = False
    officers: tuple[OfficerBody, OfficerBody] | None = None
    heads_dir: Path = Path()
    tsa_url: str = ""
    safe_label: str = SAFE_LABEL
    safe_conformity: str = ""

    def __post_init__(self) -> None:
        """Keep statements beside the rest unless another place is named; judge the label."""
        if self.heads_dir == Path():
            object.__setattr__(self, "heads_dir", self.var_dir / "heads")
        for text in (self.safe_label, self.product_name):
            if not self.safe_conformity and REGULATED.search(text):
                raise SettingsError(
                    f"{text!r}: these words are regulated (L.103 CPCE, L.122-22 code de la "
                    "consommation). Declare the conformity file in INCLUSION_SAFE_CONFORMITY first."
                )

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read `INCLUSION_…` variables.

        Raises SettingsError, with a sentence, on a value that makes no sense, and in production
        on secrets that the product made by itself.
        """
        environment = environ.get("INCLUSION_ENVIRONMENT", "development")
        if environment not in ENVIRONMENTS:
            raise SettingsError(
                f"INCLUSION_ENVIRONMENT is {environment!r}: write development or production."
            )
        var_dir = Path(environ.get("INCLUSION_VAR_DIR", str(ROOT / "var"))).absolute()
        secret_file = Path(environ.get("INCLUSION_SECRET_FILE", str(var_dir / "secrets.json")))
        port = _integer(environ, "PORT", 8000, lowest=1, highest=65_535)
        return cls(
            environment=environment,
            public_url=_public_url(environ, environment, port),
            database_url=_database_url(environ, var_dir),
            storage_url=storage_url(environ, var_dir),
            s3=s3_access(environ, environment),
            secret_file=secret_file,
            var_dir=var_dir,
            secrets=read_secrets(secret_file, environment),
            product_name=environ.get("INCLUSION_PRODUCT_NAME", "Trait d’union"),
            phone=_phone(environ),
            quick_exit_url=_https(environ, "INCLUSION_QUICK_EXIT_URL", "https://meteofrance.com/"),
            argon2=Argon2Cost(
                memory_kib=_integer(environ, "INCLUSION_ARGON2_KIB", 65_536, lowest=8),
                time_cost=_integer(environ, "INCLUSION_ARGON2_PASSES", 3, lowest=1),
            ),
            max_upload_bytes=_integer(
                environ, "INCLUSION_MAX_UPLOAD_BYTES", 25_000_000, lowest=100_000
            ),
            antivirus=_antivirus(environ),
            clamd_url=_clamd_url(environ),
            safe_most_documents=_integer(
                environ, "INCLUSION_SAFE_MOST_DOCUMENTS", 2_000, lowest=10
            ),
            safe_quota_bytes=_integer(
                environ, "INCLUSION_SAFE_QUOTA_BYTES", 1_000_000_000, lowest=1_000_000
            ),
            health_host=environ.get("INCLUSION_HEALTH_HOST", "").strip(),
            host=environ.get("INCLUSION_HOST", "127.0.0.1"),
            port=port,
            web_workers=_integer(environ, "INCLUSION_WEB_WORKERS", 2, lowest=1),
            web_threads=_integer(environ, "INCLUSION_WEB_THREADS", 8, lowest=1),
            identity_providers=identity_providers(environ, environment),
            smtp_url=_gateway(
                environ,
                "INCLUSION_SMTP_URL",
                ("smtp", "smtp+starttls", "smtps"),
                is_strict=environment == "production",
            ),
            mail_from=_mail_from(environ),
            sms_url=_gateway(
                environ,
                "INCLUSION_SMS_URL",
                ("http", "https"),
                is_strict=environment == "production",
            ),
            sms_token=environ.get("INCLUSION_SMS_TOKEN", ""),
            allow_private_backchannel=_test_only(
                environ, "INCLUSION_ALLOW_PRIVATE_BACKCHANNEL", environment
            ),
            officers=read_officers(environ.get("INCLUSION_OFFICERS_FILE", "")),
            heads_dir=Path(environ.get("INCLUSION_HEADS_DIR", str(var_dir / "heads"))).absolute(),
            tsa_url=_tsa(environ),
            safe_label=environ.get("INCLUSION_SAFE_LABEL", "").strip() or SAFE_LABEL,
            safe_conformity=environ.get("INCLUSION_SAFE_CONFORMITY", "").strip(),
        )

    @property
    def is_https(self) -> bool:
        """Tell whether people reach us over https: then cookies are Secure and `__Host-`."""
        return self.public_url.startswith("https:")

    def cookie_name(self, name: str) -> str:
        """Return the name of a cookie, with the `__Host-` prefix wherever browsers take it."""
        return f"__Host-{name}" if self.is_https else name


def load() -> Settings:
    """Read the settings of this process."""
    return Settings.from_environ(os.environ)


def _integer(
    environ: Mapping[str, str], name: str, default: int, *, lowest: int, highest: int = 2**40
) -> int:
    text = environ.get(name, str(default))
    if not text.isdecimal() or not lowest <= int(text) <= highest:
        raise SettingsError(f"{name} is {text!r}: write a whole number from {lowest} to {highest}.")
    return int(text)


def _public_url(environ: Mapping[str, str], environment: str, port: int) -> str:
    url = environ.get("INCLUSION_PUBLIC_URL", f"http://127.0.0.1:{port}")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise SettingsError(
            f"INCLUSION_PUBLIC_URL is {url!r}: write an address such as https://exemple.fr."
        )
    if parts.scheme == "http" and (environment == "production" or parts.hostname not in LOOPBACK):
        raise SettingsError(
            "INCLUSION_PUBLIC_URL must start with https:// "
            "(http:// is accepted in development, on this machine only)."
        )
    return url


def _database_url(environ: Mapping[str, str], var_dir: Path) -> str:
    url = environ.get("INCLUSION_DATABASE_URL", f"sqlite:///{var_dir / 'inclusion.db'}")
    scheme = url.partition(":")[0]
    if scheme in ("postgresql", "postgres"):
        return "postgresql+psycopg" + url[len(scheme) :]
    if scheme not in ("sqlite", "postgresql+psycopg"):
        raise SettingsError(
            f"INCLUSION_DATABASE_URL starts with {scheme!r}: write sqlite:///… or postgresql://…"
        )
    return url


def _antivirus(environ: Mapping[str, str]) -> str:
    """Return off, optional or required; where the scanner has an address, optional by default."""
    has_address = bool(environ.get("INCLUSION_CLAMD_URL"))
    mode = environ.get("INCLUSION_ANTIVIRUS", "optional" if has_address else "off")
    if mode not in ANTIVIRUS_MODES:
        raise SettingsError(f"INCLUSION_ANTIVIRUS is {mode!r}: write {', '.join(ANTIVIRUS_MODES)}.")
    if mode != "off" and not has_address:
        raise SettingsError(f"INCLUSION_ANTIVIRUS is {mode}: INCLUSION_CLAMD_URL must say where.")
    return mode


def _clamd_url(environ: Mapping[str, str]) -> str:
    url = environ.get("INCLUSION_CLAMD_URL", "")
    if url and not re.fullmatch(r"unix:/.+|tcp://[^:/]+:\d{1,5}", url):
        raise SettingsError(
            f"INCLUSION_CLAMD_URL is {url!r}: write unix:/run/clamav/clamd.ctl or tcp://host:3310."
        )
    return url


def _phone(environ: Mapping[str, str]) -> str:
    text = environ.get("INCLUSION_PHONE", "+33199007892")
    try:
        return phone_number(text)
    except Invalid:
        raise SettingsError(f"INCLUSION_PHONE is {text!r}: write a telephone number.") from None


def _test_only(environ: Mapping[str, str], name: str, environment: str) -> bool:
    text = environ.get(name, "0")
    if text not in ("0", "1") or (text == "1" and environment == "production"):
        raise SettingsError(f"{name} is {text!r}: write 0, or 1 for tests, never in production.")
    return text == "1"


def _https(environ: Mapping[str, str], name: str, default: str) -> str:
    url = environ.get(name, default)
    if urlsplit(url).scheme != "https":
        raise SettingsError(f"{name} is {url!r}: write an address that starts with https://.")
    return url


def _tsa(environ: Mapping[str, str]) -> str:
    url = environ.get("INCLUSION_TSA_URL", "")
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise SettingsError(f"INCLUSION_TSA_URL is {url!r}: write the address of the authority.")
    return url


def _gateway(
    environ: Mapping[str, str], name: str, schemes: tuple[str, ...], *, is_strict: bool
) -> str:
    """Return the address of a gateway, or nothing; the first scheme is the one without TLS."""
    url = environ.get(name, "")
    parts = urlsplit(url)
    if url and (parts.scheme not in schemes or not parts.hostname):
        raise SettingsError(
            f"{name} must start with {' or '.join(f'{one}://' for one in schemes)}."
        )
    if is_strict and parts.scheme == schemes[0] and parts.hostname not in LOOPBACK:
        raise SettingsError(f"{name} must use TLS, unless the gateway is on this machine.")
    return url


def _mail_from(environ: Mapping[str, str]) -> str:
    text = environ.get("INCLUSION_MAIL_FROM", "ne-pas-repondre@localhost")
    if not re.fullmatch(r"[!-?A-~]+@[A-Za-z0-9.-]+", text):
        raise SettingsError(f"INCLUSION_MAIL_FROM is {text!r}: write an e-mail address.")
    return text
