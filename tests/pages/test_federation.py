"""FranceConnect as a real OpenID provider plays it: who enters, who does not, every lie."""

from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from inclusion.accounts.models import Account
from inclusion.audit.models import AuditEvent
from inclusion.clock import utc_now
from inclusion.demo.accounts import accounts
from inclusion.federation.models import IdentityLink
from inclusion.people.models import Person
from tests.support.application import make_app
from tests.support.franceconnect import counterpart

BUTTON = "S’identifier avec FranceConnect"


class TimelyClock:
    """The true time, since the provider lives in it, moved forward at will."""

    def __init__(self):
        self.shift = timedelta()

    def __call__(self):
        return utc_now() + self.shift


@pytest.fixture(scope="module")
def provider():
    with counterpart() as made:
        yield made


@pytest.fixture
def op(provider):
    provider.control(lie={}, forget=True)
    return provider


@pytest.fixture
def clock():
    return TimelyClock()


@pytest.fixture
def app(op, demonstration, tmp_path, clock):
    yield from make_app(op.configured(demonstration.copy_to(tmp_path / "demo")), clock)


def rows(app, statement):
    with app.extensions["inclusion"].engine.connect() as connection:
        return connection.execute(statement).all()


def run(app, statement):
    with app.extensions["inclusion"].engine.begin() as connection:
        connection.execute(statement)


def refusals(app):
    found = rows(app, sa.select(AuditEvent.detail).where(AuditEvent.action == "identity.refused"))
    return [detail["why"] for (detail,) in found]


def there_and_back(client, op, who="angela", button=BUTTON, path="/connexion"):
    """Press the button, say who one is over there, come back."""
    client.visit(path)
    answer = client.submit(client.page.form(button), status=303)
    return client.get(op.walk(answer.location, who))


def open_account(client, op, who="angela"):
    client.follow(there_and_back(client, op, who))
    return client.follow(client.submit(client.page.form("Ouvrir un compte"), status=303))


def is_signed_in(client):
    return client.get("/mon-compte").status_code == 200


def leave(client):
    client.visit("/mon-compte")
    return client.submit(client.page.form("Quitter mon compte"), status=303)


# ---------------------------------------------------------------- the way in


def test_an_identity_opens_an_account_then_enters_it(app, client, op):
    page = open_account(client, op)

    assert page.heading == "C’est fait. FranceConnect ouvre votre compte."
    assert "Angela Claire Louise DUBOIS" in client.visit("/mon-compte").main
    [(account,)] = rows(app, sa.select(sa.func.count()).select_from(IdentityLink))
    assert account == 1
    leave(client)
    assert not is_signed_in(client)
    answer = there_and_back(client, op)
    assert (answer.status_code, answer.location) == (303, "/mon-compte")
    assert is_signed_in(client)


def test_what_is_asked_is_what_franceconnect_allows(client, op):
    there_and_back(client, op)
    seen = op.control()

    assert set(seen["requests"][0]) == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "acr_values",
    }  # fmt: skip
    assert [len(seen["requests"][0][name]) for name in ("state", "nonce")] == [43, 43]
    assert seen["requests"][0]["acr_values"] == "eidas1"
    assert seen["tokens"] == [{"status": 200, "authorization": False}]


def test_the_counterpart_holds_the_constraints(client, op):
    client.visit("/connexion")
    url = client.submit(client.page.form(BUTTON), status=303).location

    for extra in ("code_challenge=x", "max_age=1", "login_hint=x", "response_mode=query"):
        assert httpx.get(f"{url}&{extra}").status_code == 400
    for missing in ("acr_values", "state", "nonce"):
        kept = httpx.URL(url).copy_remove_param(missing)
        assert httpx.get(kept).status_code == 400


def test_the_account_from_an_identity_holds_what_the_page_says(app, client, op):
    open_account(client, op, "nadia")

    [row] = rows(
        app,
        sa.select(Person.name, Person.birth_on, Person.email, Account.assurance)
        .join(Account, Account.person_id == Person.id)
        .join(IdentityLink, IdentityLink.account_id == Account.id),
    )
    assert tuple(row) == ("نادية MARTIN", "1971-05", None, 1)


def test_the_email_is_kept_confirmed_when_asked(app, client, op):
    client.follow(there_and_back(client, op))
    client.submit(client.page.form("Ouvrir un compte"), keeps_email="oui", status=303)

    [(confirmed_at,)] = rows(
        app, sa.select(Person.email_confirmed_at).where(Person.email == "angela@exemple.fr")
    )
    assert confirmed_at is not None


def test_an_equal_email_opens_nothing(app, client, op):
    run(app, sa.update(Person).values(email="angela@exemple.fr"))

    assert client.follow(there_and_back(client, op)).heading.startswith("Avez-vous déjà")
    assert not is_signed_in(client)


def test_a_likely_file_is_told_and_nothing_of_it(app, client, op):
    assert "déjà un dossier" not in client.follow(there_and_back(client, op)).main
    run(app, sa.update(Person).where(Person.id == 1).values(name="Angela Dubois"))
    run(app, sa.update(Person).where(Person.id == 1).values(birth_on="1962-08-24"))

    assert "déjà un dossier" in client.visit("/connexion/franceconnect/inconnu").main


def test_the_language_is_kept(client, op):
    client.visit("/en/connexion")
    form = next(f for f in client.page.forms if "franceconnect" in f.action)
    back = op.walk(client.submit(form, status=303).location, "angela")

    answer = client.get(back)
    assert answer.location.startswith("/en/connexion/franceconnect/retour?")
    assert client.get(answer.location).location == "/en/connexion/franceconnect/inconnu"


def test_the_page_wanted_is_reached(client, op):
    open_account(client, op)
    leave(client)

    wanted = "/connexion?suite=/mon-compte/coordonnees"
    assert there_and_back(client, op, path=wanted).location == "/mon-compte/coordonnees"
    leave(client)
    elsewhere = "/connexion?suite=//ailleurs.example/"
    assert there_and_back(client, op, path=elsewhere).location == "/mon-compte"


# ---------------------------------------------------------------- lies

# What is wrong: the reason that the journal keeps, and the lie as the provider is told to tell it.
LIES = {
    "wrong nonce": ("nonce", {"id_token": {"claims": {"nonce": "n" * 43}}}),
    "no nonce": ("nonce", {"id_token": {"claims": {"nonce": None}}}),
    "wrong audience": ("audience", {"id_token": {"claims": {"aud": "another-client"}}}),
    "one audience too many": (
        "audience",
        {"id_token": {"claims": {"aud": ["our-client", "another-client"]}}},
    ),
    "wrong issuer": (
        "issuer",
        {"id_token": {"claims": {"iss": "https://ailleurs.example/api/v2"}}},
    ),
    "expired": ("expired", {"id_token": {"expired": True}}),
    "no expiry": ("exp", {"id_token": {"claims": {"exp": None}}}),
    "HS256 with the secret": ("signature", {"id_token": {"alg": "HS256"}}),
    "alg none": ("signature", {"id_token": {"alg": "none"}}),
    "a key that nobody published": ("key", {"id_token": {"key": "unpublished"}}),
    "a forged key under the known name": ("signature", {"id_token": {"key": "forged"}}),
    "wrong acr, told by the provider itself": ("acr", {"acr": "eidas0"}),
    "no acr": ("acr", {"id_token": {"claims": {"acr": None}}}),
    "another access token": ("at_hash", {"id_token": {"claims": {"at_hash": "x" * 22}}}),
    "no sub": ("sub", {"id_token": {"claims": {"sub": ""}}}),
    "other sub at userinfo": ("sub", {"userinfo": {"claims": {"sub": "f" * 64 + "v1"}}}),
    "userinfo for another": ("audience", {"userinfo": {"claims": {"aud": "another-client"}}}),
    "userinfo of another issuer": (
        "issuer",
        {"userinfo": {"claims": {"iss": "https://ailleurs.example"}}},
    ),
    "userinfo expired": ("expired", {"userinfo": {"expired": True}}),
    "userinfo HS256": ("signature", {"userinfo": {"alg": "HS256"}}),
    "userinfo alg none": ("signature", {"userinfo": {"alg": "none"}}),
    "userinfo by an unpublished key": ("key", {"userinfo": {"key": "unpublished"}}),
    "userinfo not signed": ("unsigned", {"userinfo": {"plain": True}}),
}


@pytest.mark.parametrize(("why", "lie"), LIES.values(), ids=LIES)
def test_a_lie_is_refused_and_the_truth_enters(app, client, op, why, lie):
    open_account(client, op)
    leave(client)
    op.control(lie=lie)
    answer = there_and_back(client, op)

    assert answer.status_code == 400
    assert client.page.heading == "Nous n’avons pas accepté cette réponse de FranceConnect"
    assert client.page.root.get("lang") == "fr"
    assert not is_signed_in(client)
    assert refusals(app) == [why]
    op.control(lie={})
    assert there_and_back(client, op).location == "/mon-compte"
    assert is_signed_in(client)


def test_a_rotated_key_is_accepted(client, op):
    open_account(client, op)
    for _ in range(2):
        leave(client)
        op.control(rotate=True)
        assert there_and_back(client, op).location == "/mon-compte"
        client.application.extensions["inclusion"].clock.shift += timedelta(seconds=31)
        op.control()
    assert is_signed_in(client)


def test_keys_are_not_fetched_for_each_lie(app, client, op):
    client.follow(there_and_back(client, op))
    op.control(lie={"id_token": {"key": "unpublished"}})
    for _ in range(3):
        assert there_and_back(client, op).status_code == 400

    assert refusals(app) == ["key"] * 3


def test_another_issuer_on_the_way_back_is_refused(client, op):
    """Mix-up: RFC 9207."""
    client.visit("/connexion")
    back = op.walk(client.submit(client.page.form(BUTTON), status=303).location, "angela")
    assert "iss=" in back

    answer = client.get(back.replace("iss=http", "iss=https"))

    assert answer.status_code == 400
    assert not is_signed_in(client)


# ---------------------------------------------------------------- errors


def test_saying_no_is_an_ordinary_page(client, op):
    answer = there_and_back(client, op, None)

    assert answer.status_code == 200
    assert client.page.heading == "Vous n’avez pas continué avec FranceConnect"
    assert client.page.form("Essayer encore").action.endswith("/connexion/franceconnect")
    assert client.page.link("Entrer autrement")


def test_another_error_is_an_ordinary_page(client, op):
    op.control(lie={"error": "temporarily_unavailable"})
    answer = there_and_back(client, op, None)

    assert answer.status_code == 200
    assert client.page.heading == "FranceConnect n’a pas pu vous reconnaître"


def test_a_code_without_its_state_opens_nothing(client, op):
    client.visit("/connexion")
    back = op.walk(client.submit(client.page.form(BUTTON), status=303).location, "angela")

    for wrong in ("/connexion/franceconnect/retour", back.replace("state=", "state=x")):
        assert client.get(wrong).status_code == 400
    assert client.page.heading == "Il faut recommencer avec FranceConnect"


def test_the_answer_of_another_browser_opens_nothing(app, client, op):
    client.visit("/connexion")
    back = op.walk(client.submit(client.page.form(BUTTON), status=303).location, "angela")
    victim = app.test_client()

    assert victim.get(back).status_code == 400
    assert victim.get("/mon-compte").status_code == 303


def test_an_answer_serves_once(client, op):
    client.visit("/connexion")
    back = op.walk(client.submit(client.page.form(BUTTON), status=303).location, "angela")

    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 400


def test_an_old_dance_is_forgotten(client, op, clock):
    client.visit("/connexion")
    back = op.walk(client.submit(client.page.form(BUTTON), status=303).location, "angela")
    clock.shift = timedelta(minutes=31)

    assert client.get(back).status_code == 400


def test_a_waiting_identity_is_forgotten_after_ten_minutes(client, op, clock):
    client.follow(there_and_back(client, op))
    clock.shift = timedelta(minutes=11)

    assert client.get("/connexion/franceconnect/inconnu").location == "/connexion"


def test_a_provider_that_is_down_says_so(op, demonstration, tmp_path, clock):
    op_down = type(op)("http://127.0.0.1:9/api/v2", op.code, op.ours, op.process)
    for app in make_app(op_down.configured(demonstration.copy_to(tmp_path / "down")), clock):
        client = app.test_client()
        client.visit("/connexion")
        client.submit(client.page.form(BUTTON), status=503)
        assert client.page.heading == "FranceConnect ne répond pas"


# ---------------------------------------------------------------- attaching and taking off


def test_attaching_asks_a_sign_in_and_a_yes(client, op):
    client.follow(there_and_back(client, op))
    answer = client.get(client.page.link("Entrer dans mon compte"))
    assert answer.location.startswith("/connexion?suite=")
    client.visit(answer.location)
    number, phrase = citizen()
    page = client.follow(client.submit(identifier=number, password=phrase, status=303))
    assert page.heading == "FranceConnect doit-il ouvrir votre compte\u00a0?"
    assert "Ce n’est pas le nom" in page.main
    page = client.follow(client.submit(client.page.form("Oui, c’est moi"), status=303))
    assert "Rattachée le" in page.main
    client.visit("/mon-compte")
    leave(client)
    there_and_back(client, op)

    assert is_signed_in(client)


def test_one_who_looks_the_same_attaches_at_once(app, as_citizen, op):
    person_id = rows(
        app,
        sa.select(Account.person_id).where(Account.identifier == as_citizen.account["identifier"]),
    )[0][0]
    run(app, sa.update(Person).where(Person.id == person_id).values(name="Dubois Angela"))
    run(app, sa.update(Person).where(Person.id == person_id).values(birth_on="1962"))
    answer = there_and_back(
        as_citizen, op, button="Rattacher FranceConnect", path="/mon-compte/identites"
    )

    assert answer.location == "/mon-compte/identites"
    assert "Rattachée le" in as_citizen.follow(answer).main


def test_an_identity_of_another_account_is_not_taken(app, client, op):
    open_account(client, op)
    other = app.test_client()
    other.sign_in("citizen")
    answer = there_and_back(
        other, op, button="Rattacher FranceConnect", path="/mon-compte/identites"
    )
    other.follow(answer)
    other.submit(other.page.form("Oui, c’est moi"), status=409)

    assert other.page.heading == "Cette identité ouvre déjà un autre compte"
    assert len(rows(app, sa.select(IdentityLink))) == 1


def test_the_only_way_in_stays(app, client, op):
    open_account(client, op)
    page = client.visit("/mon-compte/identites")
    assert "votre seule façon d’entrer" in page.main
    assert not any("retirer" in form.action for form in page.forms)
    [(public_id,)] = rows(app, sa.select(IdentityLink.public_id))

    client.post(
        f"/mon-compte/identites/{public_id}/retirer",
        data={"csrf_token": page.forms[0].values["csrf_token"]},
    )

    assert client.page.heading == "C’est votre seule façon d’entrer"
    assert len(rows(app, sa.select(IdentityLink))) == 1


def test_with_another_way_an_identity_is_taken_off(app, as_citizen, op):
    there_and_back(as_citizen, op, button="Rattacher FranceConnect", path="/mon-compte/identites")
    as_citizen.visit("/mon-compte/identites/franceconnect/rattacher")
    as_citizen.follow(as_citizen.submit(as_citizen.page.form("Oui, c’est moi"), status=303))
    page = as_citizen.follow(as_citizen.submit(as_citizen.page.form("Retirer"), status=303))

    assert "Aucune identité" in page.main
    actions = rows(app, sa.select(AuditEvent.action).where(AuditEvent.action.like("identity.%")))
    assert [action for (action,) in actions] == ["identity.linked", "identity.unlinked"]


def test_a_strangers_identity_cannot_be_taken_off(app, client, op):
    open_account(client, op)
    [(public_id,)] = rows(app, sa.select(IdentityLink.public_id))
    other = app.test_client()
    other.sign_in("citizen")
    token = other.visit("/mon-compte/identites").forms[0].values["csrf_token"]

    answer = other.post(f"/mon-compte/identites/{public_id}/retirer", data={"csrf_token": token})

    assert answer.status_code == 404


@pytest.mark.parametrize("column", ["blocked_at", "closed_at"])
def test_a_blocked_or_closed_account_does_not_open(app, client, op, column):
    open_account(client, op)
    leave(client)
    [(account_id,)] = rows(app, sa.select(IdentityLink.account_id))
    run(app, sa.update(Account).where(Account.id == account_id).values(**{column: utc_now()}))
    answer = there_and_back(client, op)

    assert answer.status_code == 403
    assert client.page.heading == "Ce compte ne s’ouvre pas"
    assert not is_signed_in(client)
    assert client.page.form("Quitter FranceConnect")


# ---------------------------------------------------------------- leaving, layout


def test_leaving_goes_through_the_provider(client, op):
    with httpx.Client() as browser:
        client.visit("/connexion")
        there = client.submit(client.page.form(BUTTON), status=303).location
        client.follow(client.get(op.walk_in(browser, there, "angela")))
        client.follow(client.submit(client.page.form("Ouvrir un compte"), status=303))
        answer = leave(client)
        assert not is_signed_in(client)
        assert "code=" in op.walk_in(browser, there), "the provider lets the next person in"
        back = op.walk_in(browser, answer.location)

        assert back.startswith("/connexion/franceconnect/au-revoir?state=")
        assert client.visit(back).heading == "Vous avez quitté votre compte et FranceConnect"
        assert "/interaction/" in browser.get(there, follow_redirects=True).url.path
    [left] = op.control()["left"]
    assert set(left) == {"id_token_hint", "state", "post_logout_redirect_uri"}
    assert len(left["state"]) == 43


def test_a_visit_by_passphrase_leaves_to_us(as_citizen):
    assert leave(as_citizen).location == "/"


def test_the_quick_exit_goes_straight_away(client, op):
    open_account(client, op)
    client.visit("/mon-compte")
    form = next(form for form in client.page.forms if "quitter-vite" in form.action)

    assert client.submit(form, status=303).location == "https://meteofrance.com/"


def test_leaving_while_the_provider_is_down_says_so(client, op):
    open_account(client, op)
    found = client.application.extensions["inclusion.federation"]["franceconnect"]
    found._metadata = None
    found.provider = type(found.provider)(
        **{
            name: getattr(found.provider, name)
            for name in ("code", "kind", "client_id", "client_secret", "acr_values")
        },
        issuer="http://127.0.0.1:9/api/v2",
    )
    answer = leave(client)

    assert client.follow(answer).heading == "Vous avez quitté votre compte, mais pas FranceConnect"


def test_the_policy_lets_the_form_lead_there_and_nowhere_else(client, op):
    policy = client.get("/connexion").headers["Content-Security-Policy"]

    assert f"form-action 'self' https://meteofrance.com/ {op.issuer[: -len('/api/v2')]};" in policy


def test_each_page_is_valid_html(client, op, nu):
    there_and_back(client, op, None)
    seen = [client.page.html, client.visit("/connexion").html]
    seen.append(client.follow(there_and_back(client, op)).html)
    seen.append(client.follow(client.submit(client.page.form("Ouvrir un compte"), status=303)).html)
    seen.append(client.visit("/mon-compte/identites").html)
    seen.append(client.visit("/connexion/franceconnect/au-revoir").html)

    assert [nu.errors(html.encode()) for html in seen] == [[]] * len(seen)


def citizen():
    found = next(a for a in accounts() if a["role"] == "citizen")
    return found["identifier"], found["password"]
