"""A server under attack: the answers to attackers and to readers, and its memory.

`make soak` measures response times; it fails if less than 99 % of readers are answered within two
seconds.
"""

import asyncio

import httpx
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
    async def run() -> attack.Seen:
        async with attack.server() as (address, process):
            found = await attack.attacked(address, process, SECONDS)
            async with httpx.AsyncClient(base_url=address, timeout=120) as client:
                for page in attack.PAGES:
                    found.after.append((await client.get(page, follow_redirects=True)).status_code)
            return found

    return asyncio.run(run())


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
