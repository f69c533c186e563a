"""Without a provider in the settings there is no button and no address."""


def test_nothing_shows(client):
    assert "Connect" not in client.visit("/connexion").main


def test_nothing_answers(client, as_citizen):
    token = client.visit("/connexion").form().values["csrf_token"]

    for code in ("franceconnect", "proconnect", "autre"):
        answer = client.post(f"/connexion/{code}", data={"csrf_token": token})
        assert answer.status_code == 404
        for end in ("retour", "inconnu", "au-revoir"):
            assert client.get(f"/connexion/{code}/{end}").status_code == 404
    page = as_citizen.visit("/mon-compte/identites")
    assert "Aucune identité" in page.main
    assert not any("connect" in form.action for form in page.forms)


def test_the_policy_is_what_it_was(client):
    policy = client.get("/connexion").headers["Content-Security-Policy"]

    assert "form-action 'self' https://meteofrance.com/;" in policy
