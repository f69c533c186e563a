"""What the counter goes by: facts, masks, grounds, stages, codes of cards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion import tokens
from inclusion.counter import rules
from inclusion.counter.rules import Facts, Ground, Method, Stage

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
NAME, BIRTH, NUMBER = "Fatoumata Diarra", "1971-05-14", "100000006"


def facts(name="", year="", identifier="", *, birth=BIRTH):
    return rules.count_facts(
        Facts(name, year, identifier), name=NAME, birth_on=birth, identifier=NUMBER
    )


@pytest.mark.parametrize(
    ("said", "count"),
    [
        (("diarra FATOUMATA",), 1),
        (("Fatoumata Diarra", "1971"), 2),
        (("Fatoumata Diarra", "", NUMBER), 2),
        (("Fatoumata Diarra", "1971", NUMBER), 3),
        (("Diarra", "1971"), 0),
        (("", "1971", NUMBER), 0),
        (("Fatoumata Martin", "1971"), 0),
        (("Fatoumata Diarra", "1972"), 0),
        (("Fatoumata Diarra", "1971", "100000011"), 0),
    ],
)
def test_facts_that_fit_are_counted_and_a_wrong_one_spoils_all(said, count):
    assert facts(*said) == count


def test_a_year_that_the_file_has_not_proves_nothing():
    assert facts(NAME, "1971", birth=None) == 1


@given(st.text(max_size=60))
def test_a_mask_tells_initials_and_nothing_more(name):
    masked = rules.masked(name)

    assert len(masked.split()) <= 3
    assert all(word.endswith("…") and len(word) <= 4 for word in masked.split())


def test_a_mask_of_a_name():
    assert rules.masked("Fatoumata Diarra") == "F… D…"


@given(
    st.booleans(),
    st.booleans(),
    st.integers(0, 3),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_a_card_is_remade_at_once_only_for_a_known_file(other, paper, count, known):
    since = AT - known if known is not None else None
    ground = rules.ground_of(
        has_other_way=other, paper_seen=paper, facts=count, known_since=since, at=AT
    )

    if rules.ready_at(ground, AT) == AT:
        assert not other
        assert paper
        assert count >= 2
        assert known >= timedelta(days=30)
    if other or not paper:
        assert ground is Ground.DELAY


@given(
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.booleans(),
    st.booleans(),
    st.sampled_from(Ground),
)
def test_nothing_ends_a_refusal_and_all_grows_old(passed, refused, done, ground):
    stage = rules.stage(
        opened_at=AT,
        ready=rules.ready_at(ground, AT),
        refused_at=AT if refused else None,
        done_at=AT if done else None,
        at=AT + passed,
    )

    if done:
        assert stage is Stage.DONE
    elif refused:
        assert stage is Stage.REFUSED
    elif passed >= timedelta(days=7):
        assert stage is Stage.EXPIRED
    else:
        is_ready = passed >= timedelta(days=1) or ground is Ground.KNOWN_FILE
        assert (stage is Stage.READY) == is_ready


@pytest.mark.parametrize(
    ("answer", "method", "level"),
    [
        ("passport", Method.DOCUMENT, 2),
        ("vouched", Method.VOUCHED, 1),
        ("none", Method.NONE, 0),
    ],
)
def test_a_proof_gives_a_level(answer, method, level):
    proof = rules.proof(answer)

    assert (proof.method, proof.level) == (method, level)


@pytest.mark.parametrize("text", ["", "71", "3000", "1700", "19 71", "١٩٧١", "abcd"])
def test_a_year_that_is_none_is_refused(text):
    assert rules.birth_year(text, today=date(2026, 3, 3)) is None


def test_a_code_of_a_card_is_ten_signs_of_fifty_bits():
    codes = {tokens.card_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(len(code) == 10 and set(code) <= set(tokens.CARD_ALPHABET) for code in codes)
    assert len(tokens.CARD_ALPHABET) == 32


@given(st.text(alphabet=tokens.CARD_ALPHABET, min_size=10, max_size=10))
def test_a_code_is_read_as_hands_write_it(code):
    shown = tokens.group_card_code(code)

    assert [len(part) for part in shown.split()] == [4, 3, 3]
    assert tokens.read_card_code(shown) == code
    assert tokens.read_card_code(shown.lower().replace("0", "o").replace("1", "l")) == code
    assert tokens.read_card_code(f" {shown.replace(' ', '-')}. ") == code
