"""
`make test`, `make test-services`, `make journeys`.

units      on SQLite, in parallel
journeys   in Chromium, on a throwaway PostgreSQL; what fails is walked once more, alone, to tell why
services   the unit suite again on a throwaway PostgreSQL and Redis, with the tests only they can run: kills, and the
           whole stack behind nginx with an object storage
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import prepare
from tools.inside import prepared, run
from tools.plain import say

SOME_FAILED = 1  # pytest's exit code
MEMORY, MEMORY_BYTES = Path("/dev/shm"), 6 * 1024**3
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


@contextmanager
def swift_files(memory: Path = MEMORY) -> Iterator[None]:
    """
    Let all that tests write for a moment lie in memory, where there is plenty of it and nobody chose another place.

    They make and remove some hundred thousand small files, which costs a disk a sixth of their time (ext4 searches past
    the places of what was deleted in the last minutes). Memory from which no program may be started does not count.
    """
    fits = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= MEMORY_BYTES
    if "TMPDIR" in os.environ or not fits or os.statvfs(memory).f_flag & os.ST_NOEXEC:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="lernbruecke-tests-", dir=memory, ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # the database runs as somebody else
        os.environ["TMPDIR"] = folder
        try:
            yield
        finally:
            del os.environ["TMPDIR"]


def main() -> int:
    name, *arguments = sys.argv[1:]
    prepared()
    with swift_files():
        codes = [part(arguments) for part in PARTS[name]]
    if arguments and set(codes) != {NOTHING_COLLECTED}:
        codes = [code for code in codes if code != NOTHING_COLLECTED]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
