"""The whole installation without containers: each part by the image's entry point, behind the shipped nginx."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

import boto3
import psycopg

from tests.services.front import ORIGINS, ROOT, Front
from tools import services
from tools.services import free_port

SECRETS = ("LB_SECRET_KEY", "LB_KEY_RING", "LB_S3_ACCESS_KEY", "LB_S3_SECRET_KEY", "LB_METRICS_TOKEN")
READY_SECONDS = 90  # on a machine that runs other tests beside us


def wait_for(condition, seconds, what):
    """Wait until it holds. `what` may be a function: it is asked only when the wait was in vain."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= until:
            raise AssertionError(f"waited {seconds} s for {what() if callable(what) else what}")
        time.sleep(0.1)


def is_open(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


class Stack:
    """Two web processes, worker, clock, PostgreSQL, Redis, an object storage, nginx; each can end and come back."""

    def __init__(self, folder, template):
        self.folder, self.exits, self.parts = folder, ExitStack(), {}
        for name in ("data", "tmp", "secrets", "static", "front"):
            (folder / name).mkdir(mode=0o755)
        server = self.exits.enter_context(
            services.postgres(durable=True)
        )  # it will crash: what it said it wrote must be there
        self.database = server.rsplit("/", 1)[0]
        self.make_database("house", template)
        self.web_ports, self.redis_port, self.s3_port = [free_port(), free_port()], free_port(), free_port()
        self.redis = ExitStack()
        self.start_redis()
        for name in SECRETS:
            (folder / "secrets" / name).write_text(f"{secrets.token_urlsafe(48)}\n")
        self.environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("LB_", "DJANGO_"))},
            **ORIGINS,
            **{f"{name}_FILE": str(folder / "secrets" / name) for name in SECRETS},
            "DJANGO_SETTINGS_MODULE": "tests.services.stack_settings",
            "TMPDIR": str(folder / "tmp"),
            "LB_MODE": "services",
            "LB_DATA_DIR": str(folder / "data"),
            "LB_STATIC_DIR": str(folder / "static"),
            "LB_TRUST_PROXY": "1",
            "LB_ACCELERATE": "1",
            "LB_DATABASE_URL": f"{self.database}/house",
            "LB_REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "LB_SMTP_URL": "smtp://127.0.0.1:9",
            "LB_MAIL_FROM": "post@lernen.example",
            "LB_S3_BUCKET": "haus",
            "LB_S3_ENDPOINT": f"http://127.0.0.1:{self.s3_port}",
            "LB_WEB_PROCESSES": "1",
            "LB_WORKER_PROCESSES": "1",
        }
        endpoint = self.environ["LB_S3_ENDPOINT"]
        self.front = Front(
            folder / "front", self.web_ports, data=folder / "none", static=folder / "static", s3_endpoint=endpoint
        )

    def start_redis(self):
        self.redis.enter_context(services.redis(self.redis_port))

    def address(self, name):
        return f"{self.database.replace('postgres://', 'postgresql://')}/{name}"

    def make_database(self, name, template=None):
        with psycopg.connect(
            f"{self.database.replace('postgres://', 'postgresql://')}/postgres", autocommit=True
        ) as own:
            own.execute(f"CREATE DATABASE {name}")
        if template:
            # Migrating anew would take half a minute; this is the migrated template of all tests.
            folder = services._postgres_bin(self.folder, {})
            dump = subprocess.Popen([folder / "pg_dump", "-Fc", "-d", template], stdout=subprocess.PIPE)
            target = ["-d", f"{self.database}/{name}"]
            subprocess.run([folder / "pg_restore", "--no-owner", *target], stdin=dump.stdout, check=True)
            dump.stdout.close()
            assert dump.wait() == 0

    def rows(self, sql, *values):
        with psycopg.connect(self.address("house")) as own:
            return own.execute(sql, values).fetchall()

    def crash_database(self):
        """Kill one of its processes: the server ends every session and recovers from its log, as after a crash.

        It is the process of a session held open here: one found in a list may have ended before the signal comes.
        """
        victim = psycopg.connect(self.address("house"))
        try:
            os.kill(victim.info.backend_pid, signal.SIGKILL)
        finally:
            victim.close()

    def run(self, *command, **environ):
        """Run a module or manage.py in the stack's surroundings to its end; return what it printed."""
        done = subprocess.run(
            [sys.executable, *command], cwd=ROOT, env={**self.environ, **environ}, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def seed(self, *arguments, **environ):
        return json.loads(self.run("-m", "tests.services.stack_seed", *map(str, arguments), **environ).splitlines()[-1])

    def start(self, name, *command, **environ):
        """Start a part by the entry point, or the object storage."""
        part = re.sub(r"\d$", "", name)
        arguments = command or ("-m", "lms.config.start", part)
        with (self.folder / f"{name}.log").open("ab") as log:
            self.parts[name] = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env={**self.environ, **environ},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_web(self, number):
        self.start(f"web{number}", LB_BIND=f"127.0.0.1:{self.web_ports[number - 1]}")

    def start_objects(self):
        given = [(self.folder / "secrets" / name).read_text().strip() for name in SECRETS if "S3" in name]
        self.start("objects", "-m", "tools.objects", str(self.folder / "buckets"), str(self.s3_port), *given)
        wait_for(lambda: is_open(self.s3_port), 20, "the object storage")

    def make_bucket(self, name):
        names = ("LB_S3_ACCESS_KEY", "LB_S3_SECRET_KEY")
        access, secret = ((self.folder / "secrets" / each).read_text().strip() for each in names)
        store = boto3.client(
            "s3",
            endpoint_url=self.environ["LB_S3_ENDPOINT"],
            aws_access_key_id=access,
            aws_secret_access_key=secret,
            region_name="us-east-1",
        )
        store.create_bucket(Bucket=name)

    def stop(self, name, number=signal.SIGTERM):
        process = self.parts.pop(name)
        if number == signal.SIGKILL:
            os.killpg(process.pid, number)  # as a container that is killed, with all it has forked
        else:
            process.send_signal(number)
        process.wait(60)

    def said(self, name):
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def wait_for_web(self, number):
        port = self.web_ports[number - 1]
        ask = [sys.executable, "-m", "lms.config.start", "health", "web"]

        def is_ready():
            alive = self.parts[f"web{number}"].poll() is None
            assert alive, self.said(f"web{number}")[-3000:]
            environ = {**self.environ, "LB_BIND": f"127.0.0.1:{port}"}
            return is_open(port) and subprocess.run(ask, cwd=ROOT, env=environ, check=False).returncode == 0

        wait_for(is_ready, READY_SECONDS, f"web{number}")

    def wait_for_life(self, part):
        sign = self.folder / "tmp" / f"lernbruecke-{part}-alive"
        wait_for(sign.exists, READY_SECONDS, lambda: f"a sign of life of the {part}: {self.said(part)[-2000:]}")

    def close(self):
        for process in self.parts.values():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.redis.close()
        self.exits.close()


@contextmanager
def running_stack(template):
    """Start everything the way docker-compose.yml does, and take it away again."""
    folder = Path(tempfile.mkdtemp(prefix="lernbruecke-stack-"))
    folder.chmod(0o755)
    stack = None
    try:
        stack = Stack(folder, template)
        stack.start_objects()
        stack.make_bucket("haus")
        stack.run("manage.py", "collectstatic", "--noinput", "-v0")
        stack.run("-m", "lms.config.start", "prepare")
        for part in (1, 2):
            stack.start_web(part)
        stack.start("worker")
        stack.start("beat")
        yield stack
    finally:
        if stack:
            stack.close()
        shutil.rmtree(folder, ignore_errors=True)


def template_address(connection, template):
    """Return the address of the migrated template on the server of all tests."""
    given = connection.settings_dict
    return f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{template}"
