"""
What Redis lets go of when it is full, started as docker-compose.yml starts it, only smaller.

It holds three kinds of things. Doorbells of jobs have no end, so nothing may push them out. Tries at an account are
counted for minutes or an hour; without them a guesser could go on. Pages for strangers hold for a minute and are made
anew at will; whoever asks for many addresses can fill Redis with them, so they have to go first, and nobody's write may
fail meanwhile. That pages end before counted tries do is held in tests/architecture/test_compose.py.
"""

import pytest
import redis
import yaml

from tests.architecture.house import ROOT
from tools import services

pytestmark = pytest.mark.services

COMMAND = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["redis"]["command"]
SMALL = "4mb"
PAGE = b"p" * 20_000  # bytes; some 150 of them fit
HOUR = 3600  # seconds


@pytest.fixture
def small():
    program, *options = COMMAND
    assert program == "redis-server"
    options[options.index("--maxmemory") + 1] = SMALL
    with services.redis(options=tuple(options)) as url, redis.Redis.from_url(url) as server:
        yield server


def test_pages_go_first_while_doorbells_and_counted_tries_stay(small):
    bells = [f"job {number}" for number in range(50)]
    small.rpush("celery", *bells)
    small.set("pages:version", "one")  # has no end: it says which pages still hold
    for guesser in range(5):
        small.set(f"tries:{guesser}", 9, ex=HOUR)
    for number in range(1000):
        assert small.set(f"pages:{number}", PAGE, ex=60 + number % 60)
    assert small.info("stats")["evicted_keys"] > 500
    assert [bell.decode() for bell in small.lrange("celery", 0, -1)] == bells
    assert small.get("pages:version") == b"one"
    assert [small.get(f"tries:{guesser}") for guesser in range(5)] == [b"9"] * 5
    small.rpush("celery", "one more")
    assert small.llen("celery") == 51
