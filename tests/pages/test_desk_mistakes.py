"""Hours and days that make no sense are explained beside their field, and kept."""

import pytest


@pytest.mark.parametrize("hour", ["25h", "abc", "9 h 75"])
def test_an_hour_that_is_none_is_asked_again(as_mediator, hour):
    as_mediator.visit("/mediation/permanences")
    as_mediator.submit(as_mediator.page.form("Ajouter la permanence"), starts=hour, status=422)

    assert any("heure" in problem for problem in as_mediator.page.problems)
    assert hour in as_mediator.page.html


def test_a_day_that_is_none_is_asked_again(as_mediator):
    as_mediator.visit("/mediation/absences")
    form = as_mediator.page.form("Ajouter l’absence")
    day = next(name for name in form.values if name.endswith("-day"))
    as_mediator.submit(form, **{day: "99"}, status=422)

    assert as_mediator.page.problems
