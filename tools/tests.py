"""
`make test`, `make test-services`, `make journeys`.

units      on SQLite, in parallel
journeys   in Chromium, on a throwaway PostgreSQL; what fails is walked once more, alone, to tell why
services   the unit suite again on a throwaway PostgreSQL and Redis, with the tests only they can run: kills, and the
           whole stack behind nginx with an object storage
"""

from __future__ import annotations

import sys

from tools import prepare
from tools.inside import prepared, run
from tools.plain import say

SOME_FAILED = 1  # pytest's exit code
AGAIN = ("--last-failed", "--last-failed-no-failures", "none")
NOTHING_COLLECTED = 5  # pytest's exit code; fine when the caller narrowed the choice
# A file is one worker's: what its tests share is made once, and they run in their order. Which file comes when is said
# in tests/conftest.py.
PARALLEL = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder")
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
    """
    Walk the journeys; those that fail once more, alone, which tells a fault from a race. They have failed either way.

    What passes alone is no better: two things that happen at once are what learners lose their progress by.
    """
    environ = {"E2E_CHROMIUM": prepare.chromium()}
    say("Journeys in Chromium on PostgreSQL")
    code = run("pytest", "-n", "2", "-m", "journey", *arguments, beside=("postgres",), environ=environ)
    if code != SOME_FAILED:
        return code
    say("Once more, alone, to tell why: a journey that passes now has failed all the same, by a race")
    run("pytest", "-v", "-m", "journey", *AGAIN, *arguments, beside=("postgres",), environ=environ)
    return code


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
