"""Apache's mod_auth_openidc, as Debian ships it, signs people in with the served product."""

import os
import shutil
import tempfile
import time
from pathlib import Path

import httpx
import pytest

from tests.support.nu import free_port
from tests.support.relying import OpenSite, Person, running, worker

MODULES = Path("/usr/lib/apache2/modules")
APACHE = shutil.which("apache2") or "/usr/sbin/apache2"
pytestmark = pytest.mark.skipif(
    not (MODULES / "mod_auth_openidc.so").exists() or not Path(APACHE).exists(),
    reason="Debian's libapache2-mod-auth-openidc is not installed; openid-client is tried",
)
CONFIG = """
ServerRoot {folder}
PidFile {folder}/pid
DefaultRuntimeDir {folder}
Mutex file:{folder} default
ErrorLog {folder}/error.log
LogLevel warn auth_openidc:info
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
DocumentRoot {folder}/pages
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule auth_openidc_module {modules}/mod_auth_openidc.so
{user}
OIDCProviderMetadataURL {site}/.well-known/openid-configuration
OIDCClientID {client_id}
OIDCClientSecret {client_secret}
OIDCRedirectURI http://127.0.0.1:{port}/back
OIDCCryptoPassphrase 0123456789abcdef0123456789abcdef
OIDCScope "openid profile birth"
OIDCPKCEMethod S256
OIDCRemoteUserClaim sub
OIDCInfoHook userinfo id_token access_token refresh_token
<Location />
AuthType openid-connect
Require valid-user
</Location>
<Location /left>
Require all granted
</Location>
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    made = OpenSite(tmp_path_factory.mktemp("apache"), shift_seconds=0).load().start()
    with worker(made):
        yield made
    made.stop()


@pytest.fixture(scope="module")
def apache(site):
    """Serve a private page behind mod_auth_openidc, with a configuration of its own."""
    folder, port = Path(tempfile.mkdtemp(prefix="inclusion-apache-")), free_port()
    folder.chmod(0o755)
    (folder / "pages").mkdir()
    (folder / "pages/prive").write_text("prive")
    (folder / "pages/left").write_text("parti")
    notices = f"http://127.0.0.1:{port}/back?logout=backchannel"
    client = site.register(port, "--backchannel-uri", notices)
    (folder / "apache.conf").write_text(
        CONFIG.format(
            folder=folder,
            port=port,
            modules=MODULES,
            site=site.url,
            user=unprivileged(),
            **client,
        )
    )
    command = [APACHE, "-f", str(folder / "apache.conf"), "-DFOREGROUND"]
    with running(command, folder / "out.log"):
        url = f"http://127.0.0.1:{port}"
        wait_for(url + "/left", folder)
        yield url
    shutil.rmtree(folder, ignore_errors=True)


def unprivileged() -> str:
    """Apache started by root wants somebody else to serve."""
    if os.geteuid() != 0:
        return ""
    return "User www-data\nGroup www-data"


def wait_for(url: str, folder: Path) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=6), trust_env=False) as http:
        try:
            assert http.get(url).text == "parti"
        except httpx.TransportError:
            raise AssertionError((folder / "out.log").read_text()) from None


@pytest.fixture
def person(site):
    made = Person(site)
    yield made
    made.http.close()


def enter(person: Person, apache: str) -> None:
    """Ask for the private page, sign in here, accept, and read it."""
    person.open(apache + "/prive")
    person.sign_in()
    if "decision" in person.answer.text:
        person.send(decision="accept")
    assert person.answer.text == "prive", person.answer.text


def info(person: Person, apache: str) -> dict:
    return person.open(apache + "/back", info="json").json()


def test_sign_in_userinfo_and_refresh(person, apache):
    enter(person, apache)
    before = info(person, apache)

    assert before["userinfo"]["name"] == "Fatoumata Diarra"
    assert before["id_token"]["acr"] == "urn:trait-d-union:acr:password"
    person.open(apache + "/back", refresh=apache + "/prive", access_token=before["access_token"])
    assert person.answer.text == "prive"
    after = info(person, apache)
    assert after["access_token"] != before["access_token"]
    assert after["userinfo"]["sub"] == before["userinfo"]["sub"]


def test_leaving_by_the_service(person, apache, site):
    enter(person, apache)

    assert person.open(apache + "/back", logout=apache + "/left").text == "parti"
    person.open(site.url + "/mon-compte")
    assert person.page.heading == "Entrer dans mon compte"


def test_leaving_here_ends_the_session_there(person, apache, site):
    enter(person, apache)
    person.leave()

    for _ in range(100):
        person.open(apache + "/prive")
        if person.answer.text != "prive":
            break
        time.sleep(0.2)
    assert person.page.heading == "Entrer dans mon compte"
