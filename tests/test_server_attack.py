"""A server under attack: the answers to attackers and to readers, and its memory.

`make soak` measures response times; it fails if less than 99 % of readers are answered within two
seconds.
"""

import asyncio

import pytest

import attack

pytestmark = pytest.mark.slow

SECONDS = 60
# What readers may meet in place of their answer, each in words and soon over.
HONEST = {"429", "503"}
# What throwing each bomb may give, whatever else the server has to do.
REFUSED = {"update": {"403"}, "elsewhere": {"403"}, "nested": {"200", "400", "403"}}


# A connection that breaks: none of it can be taken for a whole answer.
CUT = {"ReadError", "RemoteProtocolError", "WriteError"}


@pytest.fixture(scope="module")
def seen() -> attack.Seen:
    return asyncio.run(attack.attacked(SECONDS))


def test_no_bomb_gets_an_answer_that_looks_whole(seen: attack.Seen) -> None:
    for name in attack.BOMBS:
        got = {
            what.removeprefix(f"{name}: ") for what in seen.attackers if what.startswith(f"{name}:")
        }
        assert got
        assert got <= REFUSED.get(name, set()) | HONEST | CUT, name


def test_a_body_beyond_the_limit_is_refused_or_cut_off(seen: attack.Seen) -> None:
    got = {what for what in seen.attackers if what.startswith("big body: ")}
    assert got
    assert got <= {f"big body: {one}" for one in ("413", "ReadError", "WriteError")}


def test_no_head_and_no_path_gets_more_than_a_refusal(seen: attack.Seen) -> None:
    for name in attack.ODD:
        got = {
            what.removeprefix(f"{name}: ") for what in seen.attackers if what.startswith(f"{name}:")
        }
        assert got
        assert got <= {"400", "404", "414", "431", "closed"} | HONEST, name


def test_no_name_but_its_own_is_answered(seen: attack.Seen) -> None:
    got = {what for what in seen.attackers if what.startswith("wrong host: ")}
    assert got
    assert got <= {"wrong host: 400", "wrong host: 421"}


def test_clients_that_send_nothing_or_a_byte_at_a_time_are_cut_off(seen: attack.Seen) -> None:
    assert seen.attackers["slow head: cut off"] > 0
    assert seen.attackers["idle connection: cut off"] > 0


def test_readers_get_their_page_or_a_refusal_in_words(seen: attack.Seen) -> None:
    assert seen.seconds
    assert {text.partition(" ")[0] for text in seen.failed} <= HONEST


def test_the_server_and_its_workers_stay_within_three_gigabytes(seen: attack.Seen) -> None:
    assert 0 < seen.memory <= attack.MEMORY


def test_after_the_attack_every_page_is_there(seen: attack.Seen) -> None:
    assert seen.after == [200] * len(attack.PAGES)


def test_data_that_changed_meanwhile_is_served(seen: attack.Seen) -> None:
    assert seen.changes
    assert seen.newest
