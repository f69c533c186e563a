"""The chain of a safe's journal: any change of what is written is found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inclusion.safe.rules import IDLE, LONGEST, chain, openness
from inclusion.safe.rules.chain import Break, Link

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def chained(count):
    links, previous = [], chain.FIRST
    for seq in range(1, count + 1):
        entry = chain.canonical({"seq": seq, "act": "read", "document": "été"})
        links.append(Link(seq, entry, previous, chain.link_hash(previous, entry)))
        previous = links[-1].hash
    return links


def broken(links, whole):
    return chain.checked(links, length=len(whole), head=whole[-1].hash if whole else chain.FIRST)


@pytest.mark.parametrize("count", [0, 1, 50])
def test_a_whole_chain_holds(count):
    links = chained(count)

    assert broken(links, links) == chain.Verdict(count, links[-1].hash if links else chain.FIRST)


def test_an_entry_changed_in_place_is_found():
    links = chained(5)
    changed = replace(links[2], entry=links[2].entry.replace("read", "none"))

    assert broken([*links[:2], changed, *links[3:]], links).broken is Break.ALTERED


def test_an_entry_that_says_another_rank_is_found():
    entry = chain.canonical({"seq": 2})
    link = Link(1, entry, chain.FIRST, chain.link_hash(chain.FIRST, entry))

    assert broken([link], [link]).broken is Break.ALTERED


def test_a_missing_entry_is_found():
    links = chained(5)

    verdict = broken(links[:2] + links[3:], links)
    assert (verdict.broken, verdict.at) == (Break.MISSING, 3)


def test_an_entry_rewritten_with_its_hash_breaks_the_next_one():
    links = chained(5)
    entry = links[2].entry.replace("read", "none")
    forged = replace(links[2], entry=entry, hash=chain.link_hash(links[2].previous, entry))

    verdict = broken([*links[:2], forged, *links[3:]], links)
    assert (verdict.broken, verdict.at) == (Break.UNLINKED, 4)


@pytest.mark.parametrize("kept", [0, 1, 4])
def test_a_shortened_chain_is_found(kept):
    links = chained(5)

    assert broken(links[:kept], links).broken is Break.TRUNCATED


def test_a_chain_made_again_to_the_same_length_is_found():
    links = chained(5)
    entry = chain.canonical({"seq": 5, "act": "closed"})
    last = Link(5, entry, links[3].hash, chain.link_hash(links[3].hash, entry))

    assert broken([*links[:4], last], links).broken is Break.TRUNCATED


def test_a_safe_closes_after_ten_idle_minutes_and_an_hour_in_all():
    assert openness.closes_at(opened_at=AT, used_at=AT) == AT + IDLE
    assert openness.closes_at(opened_at=AT, used_at=AT + timedelta(minutes=55)) == AT + LONGEST
    until = {"idle_until": AT + IDLE, "until": AT + LONGEST}
    assert openness.is_open(**until, at=AT + IDLE - timedelta(seconds=1))
    assert not openness.is_open(**until, at=AT + IDLE)
    assert openness.remaining(**until, at=AT) == IDLE
    assert openness.remaining(**until, at=AT + LONGEST) == timedelta(0)


def test_the_idle_time_is_written_once_a_minute_at_most():
    assert not openness.must_touch(idle_until=AT + IDLE, at=AT + timedelta(seconds=30))
    assert openness.must_touch(idle_until=AT + IDLE, at=AT + timedelta(seconds=61))
