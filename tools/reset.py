"""`make reset`: forget what the demo has gathered. Deletes by name, and only inside this folder's .data."""

from __future__ import annotations

import fcntl
import shutil

from tools.plain import DATA, ROOT, say, stop

FILES = ("lernbruecke.sqlite3*", "beat-schedule*", "standin.sqlite3*", "demo-logins.txt", "database-stamp")
FOLDERS = ("media", "broker", "cache", "mail")


def main() -> None:
    if not DATA.exists():
        say("There is nothing to reset.")
        return
    if DATA.is_symlink() or DATA.resolve() != ROOT.resolve() / ".data":
        stop("The folder .data points elsewhere, so nothing was deleted: remove what you do not need by hand.")
    with (DATA / "demo.lock").open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            stop("The demo is still running: stop it with Ctrl-C in its window, then run `make reset` again.")
        for pattern in FILES:
            for path in DATA.glob(pattern):
                path.unlink()
        for name in FOLDERS:
            folder = DATA / name
            if folder.is_symlink():
                folder.unlink()
            else:
                shutil.rmtree(folder, ignore_errors=True)
    say("The demo's data is gone. `make demo` furnishes it anew.")


if __name__ == "__main__":
    main()
