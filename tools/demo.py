"""
`make demo`: prepare what is missing, then run web server, worker and scheduler until Ctrl-C.

One foreground process owns its children: they live in sessions of their own, so that Ctrl-C reaches only us and we
end them in order; should we be killed, the kernel ends them.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import http.client
import ipaddress
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import IO

from tools import prepare
from tools.plain import DATA, LOGS, ROOT, log_tail, say, stop

STANDIN_SECRET = DATA / "standin-secret"  # kept: the database knows it too
STOP_SECONDS = 15  # a worker finishes what it holds; idle threads take about 5
READY_SECONDS = 60
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Address:
    """Where the demo listens and how it is called from outside."""

    host: str  # "" for this machine only
    port: int
    one_content_host: bool = False  # for browsers that do not lead names below localhost to this machine

    @property
    def site_origin(self) -> str:
        return f"http://{self.host or 'localhost'}:{self.port}"

    @property
    def content_origin(self) -> str:
        # On this machine every package gets a host name of its own; an address of the network has only one name,
        # so there the port is what sets package content apart.
        if self.host:
            return f"http://{self.host}:{self.port + 1}"
        if self.one_content_host:  # another host than localhost, so it gets no cookie of the platform
            return f"http://127.0.0.1:{self.port}"
        return f"http://{{label}}.scorm.localhost:{self.port}"

    @property
    def standin_port(self) -> int:
        return self.port + 2

    @property
    def standin_origin(self) -> str:
        # Not "localhost": a browser would hand it the cookies of the platform.
        return f"http://{self.host or '127.0.0.1'}:{self.standin_port}"

    @property
    def binds(self) -> list[tuple[str, int]]:
        if self.host:
            return [("0.0.0.0", self.port), ("0.0.0.0", self.port + 1)]
        return [("127.0.0.1", self.port)]

    @property
    def all_binds(self) -> list[tuple[str, int]]:
        return [*self.binds, ("0.0.0.0" if self.host else "127.0.0.1", self.standin_port)]

    @property
    def environ(self) -> dict[str, str]:
        # Several programs start, each sooner where the first has left our modules compiled.
        unwanted = ("LB_", "PYTHONDONTWRITEBYTECODE")
        given = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
        return {
            **given,
            "DJANGO_SETTINGS_MODULE": "lms.config.settings.demo",
            "LB_DATA_DIR": str(DATA),
            "LB_SITE_ORIGIN": self.site_origin,
            "LB_CONTENT_ORIGIN": self.content_origin,
            "LB_DEMO_SHARED": "1" if self.host else "",
            "LB_DEMO_STANDIN": f"{self.standin_origin}/bigbluebutton/#{_standin_secret()}",
            "PYTHONUNBUFFERED": "1",
        }


class Child:
    """A program we started, with its output in a log."""

    def __init__(self, name: str, command: list[str], environ: dict[str, str]) -> None:
        self.name = name
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / f"{name}.log").open("wb") as log:
            self.process = subprocess.Popen(
                [str(prepare.PYTHON), "-m", *command],
                cwd=ROOT,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )

    def is_running(self) -> bool:
        return self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.is_running():
            self.process.terminate()  # the main process only: a signal to the whole group can hang a Celery pool

    def make_sure(self, deadline: float) -> None:
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _end_with_parent() -> None:
    """Let the kernel send SIGTERM when our parent dies, so that a killed `make demo` leaves nobody behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop_by_signal(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _address() -> Address:
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="")
    parser.add_argument("--port", default="8000")
    parser.add_argument("--content", default="")
    given = parser.parse_args()
    if not given.port.isdigit() or not 1024 <= int(given.port) <= 65000:
        stop(f"PORT={given.port} is no usable port: choose a number from 1024 to 65000.")
    host = given.host.strip()
    if host in {"localhost", "127.0.0.1"}:
        host = ""
    if host:
        try:
            ipaddress.IPv4Address(host)
        except ValueError:
            stop(f"HOST={host} is no address: give this machine's address in the network, such as 192.168.1.20.")
    if given.content not in {"", "127.0.0.1"}:
        stop(f"CONTENT={given.content} is not known: CONTENT=127.0.0.1, or nothing for a name of its own per package.")
    return Address(host, int(given.port), given.content != "")


def _check_ports(address: Address) -> None:
    for host, port in address.all_binds:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                other = address.port + 10
                stop(
                    f"Port {port} is in use: stop what is running there, "
                    f"or choose another one with `make demo PORT={other}`."
                )


def _lock() -> IO[str]:
    """Make sure that one demo runs on this data, and that `make reset` sees it."""
    DATA.mkdir(exist_ok=True)
    lock = (DATA / "demo.lock").open("w", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stop("The demo of this folder is already running: use its window, or stop it there with Ctrl-C first.")
    return lock


def _has_all_tables() -> bool:
    stamp = prepare.DATABASE_STAMP
    if not (prepare.DATABASE.exists() and stamp.exists()):
        return False
    return stamp.read_text(encoding="ascii") == prepare.database_digest()


def _furnish(address: Address, children: list[Child]) -> str:
    """
    Bring database, messages, fonts and demo data up to date; return the log-ins as text.

    The web server starts as soon as all tables are there: it loads while the demo data is written. The stand-in runs
    already, for what is furnished takes place in it. The worker comes last, because furnishing runs its jobs itself.
    """
    furnishing = subprocess.Popen(
        [prepare.PYTHON, "-m", "tools.furnish"], cwd=ROOT, env=address.environ, stdin=subprocess.DEVNULL
    )
    try:
        while (code := furnishing.poll()) is None:
            if not _has_web(children) and _has_all_tables():
                children.append(_start_web(address))
            time.sleep(0.1)
    except BaseException:
        furnishing.kill()
        furnishing.wait()
        raise
    if code == -signal.SIGINT:
        raise KeyboardInterrupt
    if code:
        stop("The database could not be prepared; the reason stands above. `make reset` starts anew.")
    return (DATA / "demo-logins.txt").read_text(encoding="utf-8")


def _has_web(children: list[Child]) -> bool:
    return any(child.name == "web" for child in children)


def _start_web(address: Address) -> Child:
    binds = [part for host, port in address.binds for part in ("--bind", f"{host}:{port}")]
    web = ["gunicorn", "lms.config.wsgi:application", *binds, "--worker-class", "gthread", "--no-control-socket"]
    web += ["--workers", "2", "--threads", "4", "--preload", "--timeout", "120", "--graceful-timeout", "5"]
    return Child("web", web, address.environ)


def _start_worker(address: Address) -> Child:
    worker = ["celery", "-A", "lms.config", "worker", "--beat", "--pool", "threads", "--concurrency", "2"]
    worker += ["--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    return Child("worker", worker, address.environ)


def _standin_secret() -> str:
    """Return the secret of the BigBlueButton stand-in, made on first use."""
    if not STANDIN_SECRET.exists():
        STANDIN_SECRET.touch(0o600)
        STANDIN_SECRET.write_text(secrets.token_urlsafe(24), encoding="ascii")
    return STANDIN_SECRET.read_text(encoding="ascii").strip()


def _start_standin(address: Address) -> Child:
    host, port = address.all_binds[-1]
    standin = ["bbb_standin", "--host", host, "--port", str(port), "--public-url", address.standin_origin]
    standin += ["--data", str(DATA / "standin.sqlite3"), "--loose-slides", "--protect-recordings"]
    # The secret is nobody's business in the list of processes.
    return Child("standin", standin, {**address.environ, "BBB_STANDIN_SECRET": _standin_secret()})


def _wait_until_ready(address: Address, children: list[Child]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        _check_children(children)
        # localhost, whatever name the phones use: the platform's own host is always allowed in the demo.
        connection = http.client.HTTPConnection("127.0.0.1", address.port, timeout=20)
        try:
            connection.request("GET", "/de/", headers={"Host": address.site_origin.removeprefix("http://")})
            if connection.getresponse().status < 500:
                return
            stop("The first page answers with an error; the reason stands at the end of .data/logs/web.log.")
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    stop("The web server did not answer in time; the reason stands at the end of .data/logs/web.log.")


def _check_children(children: list[Child]) -> None:
    for child in children:
        if not child.is_running():
            print(log_tail(f"{child.name}.log"), file=sys.stderr)
            stop(f"The {child.name} has ended; its last lines stand above, the rest in .data/logs/{child.name}.log.")


def _end(children: list[Child]) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave a child behind
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.make_sure(deadline)


def main() -> None:
    began = time.monotonic()
    address = _address()
    _check_ports(address)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop_by_signal)
    children: list[Child] = []
    try:
        say("Lernbrücke demo")
        prepare.packages()
        installed = time.monotonic()
        with _lock():
            prepare.assets()
            children.append(_start_standin(address))
            logins = _furnish(address, children)
            if not _has_web(children):
                children.append(_start_web(address))
            _wait_until_ready(address, children)
            children.append(_start_worker(address))
            now = time.monotonic()
            say(f"  Ready after {now - began:.1f} s ({now - installed:.1f} s of it after the packages).\n")
            say(f"Lernbrücke runs at {address.site_origin}/de/")
            if address.host:
                say("Phones in this network can open the address above. Demo only: anybody in the network can sign in.")
            if logins:
                say(f"Log-ins, by hand or with one tap at {address.site_origin}/de/demo/:")
                say(logins)
            say(f"Live sessions meet in a stand-in at {address.standin_origin}/ (secret: .data/{STANDIN_SECRET.name}).")
            say("Ctrl-C stops it. Logs: .data/logs/. `make reset` starts anew.")
            while True:
                time.sleep(1)
                _check_children(children)
    except KeyboardInterrupt:
        say("\nStopping ...")
    finally:
        _end(children)
    say("Stopped. The data is kept for the next `make demo`.")


if __name__ == "__main__":
    main()
