"""
The image's entry point, and the same without an image: `python -m lms.config.start PART`.

prepare   once per start: migrations, fonts, languages, roles, pages, static files for the web server in front
web       gunicorn
worker    Celery worker
beat      the clock; exactly one
check     only say what is unsafe
health PART   exit code for a health check of web, worker or beat

Whatever serves people refuses to start while the deploy check finds an error: an unsafe setting is cheaper before the
first visitor than after. The part then runs in this very process, so that a stop reaches it directly.
"""

from __future__ import annotations

import http.client
import os
import runpy
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.config import signs_of_life
from lms.config.env import Env, EnvironmentIncomplete, read

DATABASE_SECONDS = 60  # a database that starts beside us
PREPARE_LOCK = 20260415  # any number: parts on several machines agree by it on who prepares
UNSAFE = 78  # EX_CONFIG of sysexits.h: trying again changes nothing


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def _refuse_unsafe() -> None:
    """End the process with every finding named, if the deploy check finds an error."""
    import django
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    django.setup()
    try:
        call_command("check", deploy=True, fail_level="ERROR", verbosity=0)
    except SystemCheckError as error:
        _say(f"{error}\nLernbrücke does not start like this. docs/operations.md says what each setting means.")
        raise SystemExit(UNSAFE) from error


def _web(env: Env) -> list[str]:
    return [
        "gunicorn",
        "lms.config.wsgi:application",
        f"--bind={env.bind}",
        "--worker-class=gthread",
        f"--workers={env.web_processes}",
        f"--threads={env.web_threads}",
        "--timeout=120",
        "--graceful-timeout=30",
        "--keep-alive=75",  # longer than nginx keeps its end open, so that no request meets a closing line
        "--max-requests=20000",  # whatever a library leaks goes with its process
        "--max-requests-jitter=4000",
        "--worker-tmp-dir=/dev/shm" if Path("/dev/shm").is_dir() else "--worker-tmp-dir=/tmp",  # noqa: S108
        "--no-control-socket",  # in the home folder, which two web containers share: the volume of the data
        "--access-logfile=/dev/null",  # the house and nginx keep the log of requests
        *(["--logger-class=operations.server_log.ServerLog"] if env.log_format == "json" else []),
    ]


def _worker(env: Env) -> list[str]:
    return ["celery", "-A", "lms.config", "worker", "--loglevel=INFO", f"--concurrency={env.worker_processes}"]


def _beat(env: Env) -> list[str]:
    return ["celery", "-A", "lms.config", "beat", "--loglevel=INFO", "--pidfile="]


PARTS = {"web": _web, "worker": _worker, "beat": _beat}


def _prepare() -> None:
    from django.conf import settings
    from django.core.management import call_command, get_commands

    with _alone():
        call_command("migrate", interactive=False, verbosity=1)
        # In this order; what an installation does not have yet is left out.
        for name in ("prepare_fonts", "prepare_languages", "sync_roles", "build_site", "rebuild_catalogue"):
            if name in get_commands():
                call_command(name, verbosity=0)
    if settings.PUBLISHED_STATIC:
        publish(Path(settings.STATIC_ROOT), Path(settings.PUBLISHED_STATIC))


@contextmanager
def _alone() -> Iterator[None]:
    """Wait for the database, and for whoever else prepares right now."""
    from django.db import OperationalError, connection

    until = time.monotonic() + DATABASE_SECONDS
    while True:
        try:
            connection.ensure_connection()
            break
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARE_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARE_LOCK])


def publish(source: Path, target: Path) -> int:
    """
    Copy static files to where the web server in front reads them; return how many were new.

    Nothing is removed: pages of the code before, still open somewhere, go on finding their files.
    """
    count = 0
    for path in source.rglob("*"):
        place = target / path.relative_to(source)
        if path.is_dir() or (place.exists() and place.stat().st_size == path.stat().st_size):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.with_name(f".{place.name}.fresh")
        shutil.copyfile(path, fresh)
        fresh.chmod(0o644)
        fresh.replace(place)
        count += 1
    return count


def _health(env: Env, part: str) -> int:
    if part != "web":
        return 0 if signs_of_life.is_alive(part) else 1
    line = http.client.HTTPConnection("127.0.0.1", int(env.bind.rpartition(":")[2]), timeout=4)
    try:
        line.request("GET", "/readyz")
        return 0 if line.getresponse().status == 200 else 1
    except (OSError, http.client.HTTPException):
        return 1


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")
    part = arguments[0] if arguments else "web"
    try:
        env = read()
    except (EnvironmentIncomplete, ValueError, OSError) as error:
        _say(str(error))
        return UNSAFE
    if part == "health" and len(arguments) == 2:
        return _health(env, arguments[1])
    if part not in {*PARTS, "prepare", "check"}:
        _say(f"There is no part {part!r}: choose prepare, check, {', '.join(PARTS)}.")
        return 2
    (env.data_dir / "uploads").mkdir(parents=True, exist_ok=True)  # settings.FILE_UPLOAD_TEMP_DIR
    _refuse_unsafe()
    if part == "prepare":
        _prepare()
    if part in PARTS:
        _become(*PARTS[part](env))
    return 0


def _become(name: str, *options: str) -> None:
    """
    Run gunicorn or Celery in this very process.

    What the check has imported need not be imported again, and the processes they fork share its memory.
    """
    from django.db import connections

    connections.close_all()  # a fork must not inherit one
    sys.argv = [name, *options]
    runpy.run_module(name, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
