"""nginx with the shipped configuration, as an unprivileged user, and a browser that speaks to it by TLS."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tools.services import _hand_over, _unprivileged, free_port

ROOT = Path(__file__).resolve().parents[2]
SITE, CONTENT = "lernen.example", "inhalt.example"
ORIGINS = {"LB_SITE_ORIGIN": f"https://{SITE}", "LB_CONTENT_ORIGIN": f"https://{{label}}.{CONTENT}"}
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def needs_nginx():
    if NGINX is None:
        if os.environ.get("CI"):
            pytest.fail("CI has no nginx: make test-services installs it")
        pytest.skip("no nginx: make test-services installs it")


def certificate(folder, name, host):
    """Write a certificate that signs itself, valid for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / f"{name}.pem").write_bytes(made.public_bytes(pem))
    (folder / f"{name}.key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))


OPEN: list[http.client.HTTPConnection] = []  # closed after each test (tests/services/conftest.py)


class Front:
    """A folder for nginx with everything it needs; `start()` and `stop()` as often as a test wants."""

    def __init__(self, folder, web_ports, *, data, static, s3_endpoint=""):
        self.folder, self.process = folder, None
        self.http_port, self.https_port, self.health_port = free_port(), free_port(), free_port()
        shutil.copytree(ROOT / "docker" / "nginx", folder / "shipped")
        (folder / "tls").mkdir()
        certificate(folder / "tls", "site", SITE)
        certificate(folder / "tls", "content", f"*.{CONTENT}")
        self.drop = _unprivileged()
        _hand_over(folder, self.drop)
        self.log = folder / "access.log"
        self.environ = {
            "PATH": f"{os.environ['PATH']}:/usr/sbin",
            **ORIGINS,
            "LB_WEB_SERVERS": " ".join(f"127.0.0.1:{port}" for port in web_ports),
            "LB_S3_ENDPOINT": s3_endpoint,
            "LB_ALLOWED_HOSTS": f"www.{SITE}",
            "LB_DATA_DIR": str(data),
            "LB_STATIC_DIR": str(static),
            "NGINX_RUN": str(folder / "run"),
            "NGINX_TEMP": str(folder / "temp"),
            "NGINX_CERTIFICATES": str(folder / "tls"),
            "NGINX_ACCESS_LOG": str(self.log),
            "NGINX_HTTP_PORT": str(self.http_port),
            "NGINX_HTTPS_PORT": str(self.https_port),
            "NGINX_HEALTH_PORT": str(self.health_port),
        }

    def start(self):
        command = ["sh", str(self.folder / "shipped" / "start")]
        with (self.folder.parent / "nginx.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environ, stdout=log, stderr=log, cwd="/", start_new_session=True, **self.drop
            )
        until = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.https_port), 1).close()
                return
            except OSError:
                said = (self.folder.parent / "nginx.log").read_text()
                assert self.process.poll() is None, said
                assert time.monotonic() < until, said
                time.sleep(0.05)

    def stop(self, number=signal.SIGQUIT):
        if number == signal.SIGKILL:
            # As a container that is killed: the master's workers would go on answering at its port.
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        self.process.wait(30)

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def browser(self, host=SITE, **headers):
        return Browser(self, host, headers)


@contextmanager
def running(front):
    front.start()
    try:
        yield front
    finally:
        if front.process.poll() is None:
            front.stop(signal.SIGTERM)


class Line(http.client.HTTPSConnection):
    """A connection to a name that only this test knows."""

    def __init__(self, front, host, timeout=30):
        context = ssl.create_default_context()
        context.load_verify_locations(front.folder / "tls" / "site.pem")
        context.load_verify_locations(front.folder / "tls" / "content.pem")
        super().__init__(host, timeout=timeout, context=context)
        self.real_port = front.https_port

        OPEN.append(self)

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.real_port), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)


class Answer:
    """What came back."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode()

    def all(self, name):
        return self.headers.get_all(name, [])


class Browser:
    """Keeps cookies and one connection; follows no redirect."""

    def __init__(self, front, host, headers):
        self.line, self.host, self.headers, self.cookies = Line(front, host), host, headers, SimpleCookie()

    def ask(self, method, path, body=None, **headers):
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        try:
            self.line.request(method, path, body, sent)
            found = self.line.getresponse()
        except (OSError, http.client.HTTPException):  # an idle line may have been closed; a second try has a new one
            self.line.close()
            self.line.request(method, path, body, sent)
            found = self.line.getresponse()
        answer = Answer(found.status, found.headers, found.read())
        for cookie in answer.all("Set-Cookie"):
            self.cookies.load(cookie)
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, form, *, page=None, files=()):
        """Send the form as its page would: with the token that stands in it."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page or path).text)
        fields = {"csrfmiddlewaretoken": token[1] if token else "", **form}
        body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        if files:
            body, kind = _multipart(fields, files)
        origin = f"https://{self.host}"
        return self.ask("POST", path, body, Content_Type=kind, Origin=origin, Referer=f"{origin}{page or path}")


def _multipart(fields, files):
    line = "-----------------------------lernbruecke"
    parts = [
        f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, file_name, content in files:
        head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{line}--\r\n".encode()]), f"multipart/form-data; boundary={line}"
