"""
`make backup`, `make restore`: of the installation the LB_ variables describe, without them of the demo in .data.

The work is done by `manage.py backup` and `manage.py restore` (operations/backups); in containers they run by
themselves: docker compose run --rm backup.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys

from tools import prepare
from tools.plain import DATA, ROOT, stop


def environment() -> dict[str, str]:
    """Return our surroundings as they are, or those of the demo."""
    if os.environ.get("LB_MODE") == "services":
        return {**os.environ}
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "lms.config.settings.demo", "LB_DATA_DIR": str(DATA)}


def _refuse_beside_the_demo() -> None:
    """Nobody may write to a SQLite file that is being replaced."""
    DATA.mkdir(exist_ok=True)
    lock = (DATA / "demo.lock").open("w", encoding="ascii")  # held until we end
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stop("The demo is running: stop it with Ctrl-C in its window, then run `make restore` again.")
    globals()["_held"] = lock


def main() -> int:
    command, *arguments = sys.argv[1:]
    if command == "backup" and arguments[:2] == ["--to", ""]:
        arguments[1] = str(DATA / "backups")
    if command == "restore" and arguments[:1] == [""]:
        stop("Say which backup: make restore FROM=.data/backups/lernbruecke-…")
    prepare.packages()
    environ = environment()
    if command == "restore" and environ.get("LB_MODE") != "services":
        _refuse_beside_the_demo()
    return subprocess.run(
        [str(prepare.PYTHON), "manage.py", command, *arguments], cwd=ROOT, env=environ, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
