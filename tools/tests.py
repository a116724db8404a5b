"""
`make test`, `make test-services`, `make journeys`.

units      on SQLite, in parallel
journeys   in Chromium, on a throwaway PostgreSQL
services   the unit suite again on a throwaway PostgreSQL and Redis, with the tests only they can run: kills, and the
           whole stack behind nginx with an object storage
"""

from __future__ import annotations

import sys

from tools import prepare
from tools.inside import prepared, run
from tools.plain import say

NOTHING_COLLECTED = 5  # pytest's exit code; fine when the caller narrowed the choice
PARALLEL = ("-n", "auto", "--maxprocesses", "4")
# Forms, stylesheets, our own commands and the stand-in are the same on every database.
WITHOUT_DATABASE = ("--ignore", "tests/tools", "--ignore", "tests/ui", "--ignore", "tests/bbb_standin")


def units(arguments: list[str]) -> int:
    say("Unit tests on SQLite")
    return run("pytest", *PARALLEL, *arguments)


def services(arguments: list[str]) -> int:
    prepare.nginx()
    say("Unit tests on PostgreSQL and Redis, the whole stack behind nginx")
    return run("pytest", *PARALLEL, *WITHOUT_DATABASE, "-m", "not journey", *arguments, beside=("postgres", "redis"))


def journeys(arguments: list[str]) -> int:
    chromium = prepare.chromium()
    say("Journeys in Chromium on PostgreSQL")
    return run(
        "pytest", "-n", "2", "-m", "journey", *arguments, beside=("postgres",), environ={"E2E_CHROMIUM": chromium}
    )


PARTS = {"all": (units, journeys), "services": (services,), "journeys": (journeys,)}


def main() -> int:
    name, *arguments = sys.argv[1:]
    prepared()
    codes = [part(arguments) for part in PARTS[name]]
    if arguments and set(codes) != {NOTHING_COLLECTED}:
        codes = [code for code in codes if code != NOTHING_COLLECTED]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
