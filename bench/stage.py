"""Where benches play: the product and the bare view on one throwaway PostgreSQL with fsync on, served alike."""

from __future__ import annotations

import io
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tools.services import free_port

ROOT = Path(__file__).resolve().parent.parent
SERVER = (
    "--worker-class",
    "gthread",
    "--threads",
    "8",
    "--keep-alive",
    "60",
    "--no-control-socket",
)  # with two processes the reference set-up of every ratio
PROCESSES = 2
LEARNERS = 16
BARE_DATABASE_VARIABLE = "BENCH_BARE_DATABASE_URL"


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    port: int
    pid: int

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)


@dataclass(frozen=True)
class Stage:
    """What every bench gets. Django is set up on the product's database in this process."""

    product: Server
    bare: Server
    bare_sessions: list[str]
    postgres_pid: int
    data: Path


@contextmanager
def serve(
    application: str, port: int, environ: dict[str, str], *, processes: int = PROCESSES, options: Sequence[str] = ()
) -> Iterator[Server]:
    """Run a gunicorn until the block ends."""
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *SERVER]
    command += ["--workers", str(processes), *options]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 60
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError as error:
                    if process.poll() is not None or time.monotonic() > deadline:
                        log.seek(0)
                        raise RuntimeError(log.read().decode(errors="replace")) from error
                    time.sleep(0.1)
            yield Server(port, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _postmaster(url: str) -> int:
    """Return the process id of the server's main process, which fathers all others."""
    with psycopg.connect(url.replace("postgres://", "postgresql://")) as connection:
        backend = connection.info.backend_pid
    # The backend has ended; ask a living one for its parent.
    with psycopg.connect(url.replace("postgres://", "postgresql://")) as connection:
        backend = connection.info.backend_pid
        stat = Path(f"/proc/{backend}/stat").read_text(encoding="ascii", errors="replace")
        return int(stat[stat.rindex(")") + 2 :].split()[1])


@contextmanager
def stage(postgres_url: str, scratch: Path) -> Iterator[Stage]:
    """Make both databases, migrate, start both servers."""
    server_url = postgres_url.rsplit("/", 1)[0]
    with psycopg.connect(postgres_url.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE product")
        connection.execute("CREATE DATABASE bare")
    product_port, bare_port = free_port(), free_port()
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("LB_", "DJANGO_"))}
    product_environ = {
        **outside,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "LB_DATABASE_URL": f"{server_url}/product",
        "LB_DATA_DIR": str(scratch),
        "LB_SITE_ORIGIN": f"http://localhost:{product_port}",
        "LB_CONTENT_ORIGIN": f"http://{{label}}.scorm.localhost:{product_port}",
    }
    bare_environ = {**outside, BARE_DATABASE_VARIABLE: f"{server_url}/bare"}
    os.environ.update({name: value for name, value in product_environ.items() if name not in outside})

    import django
    from django.core.management import call_command

    django.setup()
    for handler in logging.getLogger().handlers:  # figures only; the servers log as always, into files
        handler.setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", message="No directory at")  # static files come from where they lie
    call_command("migrate", verbosity=0, interactive=False)
    call_command("prepare_fonts", verbosity=0, stdout=io.StringIO())
    seeded = subprocess.run(
        [sys.executable, "-m", "bench.bare_view", str(LEARNERS)],
        cwd=ROOT,
        env=bare_environ,
        stdout=subprocess.PIPE,
        check=True,
    )
    with (
        serve("lms.config.wsgi:application", product_port, product_environ) as product,
        serve("bench.bare_view:application", bare_port, bare_environ) as bare,
    ):
        yield Stage(product, bare, json.loads(seeded.stdout), _postmaster(postgres_url), scratch)
