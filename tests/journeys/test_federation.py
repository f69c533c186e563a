"""To FranceConnect and back in a browser: its policy of forms and its cookies are the judges."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import expect

from tests.support.franceconnect import CLIENT_ID, CLIENT_SECRET, Counterpart, counterpart
from tests.support.served import Site, copied


@dataclass
class FederatedSite(Site):
    """A site that a provider registered."""

    provider: dict[str, str] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        return {**super().environ, **self.provider}

    def registered(self, op: Counterpart) -> "FederatedSite":
        secret = self.folder / "franceconnect"
        secret.write_text(CLIENT_SECRET)
        self.provider = {
            "INCLUSION_FRANCECONNECT_ISSUER": op.issuer,
            "INCLUSION_FRANCECONNECT_CLIENT_ID": CLIENT_ID,
            "INCLUSION_FRANCECONNECT_CLIENT_SECRET_FILE": str(secret),
        }
        return self


@pytest.fixture(scope="module")
def site(loaded, tmp_path_factory) -> Iterator[Site]:
    """Serve at the true hour, since the provider lives in it."""
    folder = copied(loaded, tmp_path_factory.mktemp("federated")).folder
    made = FederatedSite(folder, shift_seconds=0)
    with counterpart(ours=made.url) as op:
        made.registered(op).start()
        yield made
        made.stop()


@pytest.mark.browser
def test_a_person_enters_by_franceconnect_and_leaves_both(site, keys, page):
    heading = page.get_by_role("heading", level=1)
    keys.open(f"{site.url}/connexion")
    keys.press("S’identifier avec FranceConnect")
    keys.press("angela")
    expect(heading).to_contain_text("Avez-vous déjà un compte chez nous")
    keys.press("Ouvrir un compte")
    expect(heading).to_have_text("C’est fait. FranceConnect ouvre votre compte.")
    keys.follow("Voir mon compte")
    keys.press("Quitter mon compte")
    keys.press("Oui")
    expect(heading).to_have_text("Vous avez quitté votre compte et FranceConnect")

    keys.open(f"{site.url}/connexion")
    keys.press("S’identifier avec FranceConnect")
    keys.press("Annuler")
    expect(heading).to_have_text("Vous n’avez pas continué avec FranceConnect")
    keys.press("Essayer encore")
    keys.press("angela")
    expect(heading).to_have_text("Mon compte")
