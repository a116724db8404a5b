"""What the stand-in is told when it starts: arguments, else the environment. Nothing else reads either."""

from __future__ import annotations

import argparse
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "BBB_STANDIN_"


@dataclass(frozen=True, slots=True)
class Options:
    """How one stand-in behaves. Times are milliseconds; the defaults are those of a real server."""

    secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8090
    public_url: str = ""  # what people and callers reach it by; "" is http://host:port
    data: Path | None = None  # SQLite file for what a real server keeps on disk; None keeps it in memory
    hook_algorithm: str = "sha1"
    silence_ms: int = 60_000  # nothing heard from a page for so long: the person has left
    listed_ms: int = 60_000  # who left stays in getMeetingInfo for so long
    reload_ms: int = 3_000  # a page that closes and opens again within this was only reloaded
    unjoined_end_ms: int = 300_000  # nobody ever came
    empty_end_ms: int = 60_000  # the last one left
    end_ms: int = 1_000  # `end` is asynchronous
    analytics_delay_ms: int = 20_000
    recording_delay_ms: int = 30_000
    retry_scale: float = 1.0  # shortens the real tables of retries for tests
    bots: int = 0  # so many come into every new meeting
    bots_seed: int = 1
    bot_factor: float = 30.0  # their lesson of 90 minutes takes 90 / factor
    has_made_up_secret: bool = False
    protects_recordings: bool = False  # an address from getRecordings opens once and soon, as protecting servers do
    loose_slides: bool = False  # also fetch slides over http and from this machine, as a demo needs it

    @property
    def origin(self) -> str:
        """Return the address without a slash at its end."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"


def read(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> Options:
    """
    Return the options of a command line, with `BBB_STANDIN_…` variables for what it leaves out.

    Without a secret one is made up. Ends the process with a sentence if a value is unusable.
    """
    given = _parser(environ).parse_args(arguments)
    return Options(
        secret=given.secret or secrets.token_urlsafe(24),
        host=given.host,
        port=given.port,
        public_url=given.public_url,
        data=Path(given.data) if given.data else None,
        hook_algorithm=given.hook_algorithm,
        silence_ms=round(given.silence * 1000),
        listed_ms=round(given.silence * 1000),
        unjoined_end_ms=round(given.unjoined_end * 1000),
        empty_end_ms=round(given.empty_end * 1000),
        analytics_delay_ms=round(given.analytics_delay * 1000),
        recording_delay_ms=round(given.recording_delay * 1000),
        retry_scale=given.retry_scale,
        bots=given.bots,
        bots_seed=given.bots_seed,
        bot_factor=given.bot_factor,
        has_made_up_secret=not given.secret,
        protects_recordings=given.protect_recordings,
        loose_slides=given.loose_slides,
    )


def _parser(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bbb_standin", description="A stand-in for a BigBlueButton server.")

    def add(name: str, kind: type, default: object, text: str, *, least: float | None = None) -> None:
        def convert(value: str) -> object:
            number = kind(value)
            if least is not None and number < least:
                raise argparse.ArgumentTypeError(f"{value} is less than {least}")
            return number

        convert.__name__ = kind.__name__
        fallback = environ.get(PREFIX + name.upper().replace("-", "_"), str(default))
        parser.add_argument(f"--{name}", type=convert, default=fallback, help=f"{text} (default: {default or 'none'})")

    add("host", str, "127.0.0.1", "address to listen on")
    add("port", int, 8090, "port to listen on; 0 takes a free one", least=0)
    add("secret", str, "", "shared secret; without one it is made up and printed")
    add("public-url", str, "", "address by which browsers reach it, if another")
    add("data", str, "", "SQLite file for recordings and hooks")
    add("hook-algorithm", str, "sha1", "checksum of webhooks: sha1, sha256, sha384 or sha512")
    add("silence", float, 60, "seconds after which a silent person has left", least=0.1)
    add("unjoined-end", float, 300, "seconds after which a meeting ends that nobody joined", least=0.1)
    add("empty-end", float, 60, "seconds after which an empty meeting ends", least=0.1)
    add("analytics-delay", float, 20, "seconds from the end to the analytics callback", least=0)
    add("recording-delay", float, 30, "seconds from the end to the published recording", least=0)
    add("retry-scale", float, 1, "factor on the waits between retries", least=0)
    add("bots", int, 0, "seeded participants for every new meeting", least=0)
    add("bots-seed", int, 1, "seed of their plan")
    add("bot-factor", float, 30, "how much faster than life they act", least=0.01)
    parser.add_argument(
        "--loose-slides",
        action="store_true",
        default=environ.get(PREFIX + "LOOSE_SLIDES", "") == "1",
        help="also fetch slides over http and from this machine; a real server does not",
    )
    parser.add_argument(
        "--protect-recordings",
        action="store_true",
        default=environ.get(PREFIX + "PROTECT_RECORDINGS", "") == "1",
        help="let an address of a recording open once, within five minutes, for one browser",
    )
    return parser
