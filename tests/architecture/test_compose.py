"""The compose file, the images and the example environment: no container engine was at hand, so form is held."""

import fnmatch
import json
import re
import shutil
import subprocess
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address, ip_network
from pathlib import PurePosixPath

import pytest
import yaml
from django.conf import settings
from django.db import connection

from lms.config.env import REQUIRED_WITH_S3, REQUIRED_WITH_SERVICES
from lms.config.settings import domain
from lms.config.start import PARTS
from tests.architecture.house import ROOT, floors, tracked

TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = ["prepare", "web1", "web2", "worker", "beat", "backup"]
LASTING = [name for name in SERVICES if name not in {"prepare", "backup"}]
IMAGE = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
NGINX_IMAGE = (ROOT / "docker" / "nginx" / "Dockerfile").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
READ = set(re.findall(r'"(LB_[A-Z0-9_]+)"', (ROOT / "lms" / "config" / "env.py").read_text(encoding="utf-8")))


SAYS = 'echo "$(basename "$0") $*" >> "$SAID"'


def names(environment):
    return {name.removesuffix("_FILE") for name in environment}


def test_the_services_are_there():
    assert set(SERVICES) == {*OURS, "postgres", "redis", "nginx"}


@pytest.mark.parametrize("service", OURS)
def test_a_service_of_ours_is_given_everything_the_door_requires_and_nothing_it_does_not_read(service):
    given = SERVICES[service]["environment"]
    assert given["LB_MODE"] == "services"
    assert {*REQUIRED_WITH_SERVICES, *REQUIRED_WITH_S3} - names(given) == set()
    assert names(given) - READ == set()


def test_redis_lets_go_of_what_has_an_end_and_never_of_a_doorbell():
    """What that means on a full one is tried in tests/services/test_full_redis.py."""
    command = SERVICES["redis"]["command"]
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert options["--maxmemory-policy"] == "volatile-ttl"
    assert (options["--save"], options["--appendonly"]) == ("", "no")
    most = int(options["--maxmemory"].removesuffix("mb"))
    allowed = int(SERVICES["redis"]["deploy"]["resources"]["limits"]["memory"].removesuffix("M"))
    assert most <= allowed * 0.7  # its own tables and what it sends right now come on top


def test_a_kept_page_ends_before_the_counted_tries_at_an_account_do():
    """A full Redis lets go of what ends soonest, so this order is what keeps a guesser counted."""
    unit = {"s": 1, "m": 60, "h": 3600}  # seconds
    spans = [rate.split("/")[1] for rate in settings.SIGN_IN_RATES.values() if rate.endswith("/key")]
    lives = [int(span[:-1] or 1) * unit[span[-1]] for span in spans]
    assert len(lives) == 3
    assert min(lives) > domain.PAGE_CACHE_SECONDS


def test_secrets_come_from_files_and_stand_neither_here_nor_in_the_environment():
    secret = {f"LB_{name.upper()}" for name in COMPOSE["secrets"]}
    assert {"LB_SECRET_KEY", "LB_KEY_RING", "LB_SMTP_URL"} < secret
    for service in OURS:
        given = SERVICES[service]["environment"]
        assert secret & set(given) == set()
        for name in secret:
            mounted = given[f"{name}_FILE"].removeprefix("/run/secrets/")
            assert mounted in SERVICES[service]["secrets"]
            assert mounted in COMPOSE["secrets"]
    assert "PASSWORD: " not in TEXT
    made = (ROOT / "docker" / "make_secrets").read_text(encoding="utf-8")
    assert all(re.search(rf"\b{name}\b", made) for name in COMPOSE["secrets"])


def test_the_example_names_every_variable():
    named = set(re.findall(r"^#?([A-Z0-9_]+)=", EXAMPLE, re.MULTILINE))
    asked = set(re.findall(r"\$\{([A-Z0-9_]+)", TEXT))
    assert {*REQUIRED_WITH_SERVICES, *REQUIRED_WITH_S3, *asked} - named == set()
    assert {name for name in named if name.startswith("LB_")} - READ == {
        "LB_AUTHORITIES",
        "LB_CERTIFICATES",
        "LB_VERSION",
    }


def test_what_a_service_waits_for_or_mounts_exists():
    for name, service in SERVICES.items():
        assert set(service.get("depends_on", {})) <= set(SERVICES), name
        assert set(service["networks"]) <= set(COMPOSE["networks"]), name
        mounted = [volume.split(":")[0] for volume in service.get("volumes", [])]
        assert {volume for volume in mounted if volume.isidentifier()} <= set(COMPOSE["volumes"]), name


def test_each_part_is_one_the_entry_point_knows():
    asked = {SERVICES[name]["command"][0] for name in OURS if name != "backup"}
    assert asked == {*PARTS, "prepare"}
    assert 'ENTRYPOINT ["python", "-m", "lms.config.start"]' in IMAGE


@pytest.mark.parametrize("service", ["web1", "web2", "worker"])
def test_the_example_names_an_authority_where_whoever_calls_bigbluebutton_has_it_mounted(service):
    named = re.search(r"^#LB_BBB_CA_BUNDLE=(\S+)$", EXAMPLE, re.MULTILINE)[1]
    mounted = dict(volume.rsplit(":", 2)[-2:] for volume in SERVICES[service]["volumes"] if volume.count(":") > 1)
    assert mounted[str(PurePosixPath(named).parent)] == "ro"
    folder = re.search(r"^#LB_AUTHORITIES=\./(\S+)$", EXAMPLE, re.MULTILINE)[1]
    assert f"${{LB_AUTHORITIES:-./{folder}}}:/run/authorities:ro" in SERVICES[service]["volumes"]
    assert folder in (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert f"/{folder}/" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


class Readiness(BaseHTTPRequestHandler):
    """A web process that is ready, or not."""

    status = 200

    def do_GET(self):
        self.send_response(self.status if self.path == "/readyz" else 404)
        self.end_headers()

    def log_message(self, *_parts):
        pass


def health_of_compose(port):
    test = SERVICES["web1"]["healthcheck"]["test"]
    return [*test[1:-1], test[-1].replace("$$", "$").replace("8000", str(port))], {}


def health_of_image(port):
    found = re.search(r"^HEALTHCHECK .* CMD (\[.*?\])$", IMAGE.replace("\\\n", ""), re.MULTILINE)[1]
    return json.loads(found), {"LB_BIND": f"0.0.0.0:{port}"}


@pytest.mark.parametrize("health", [health_of_compose, health_of_image])
def test_the_health_check_of_the_web_asks_whether_it_is_ready_and_needs_no_python(monkeypatch, health):
    with ThreadingHTTPServer(("127.0.0.1", 0), Readiness) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        command, environ = health(server.server_port)
        ask = lambda: subprocess.run(command, env={"PATH": "/usr/bin:/bin", **environ}, check=False, timeout=20)  # noqa: E731
        assert ask().returncode == 0
        monkeypatch.setattr(Readiness, "status", 503)
        assert ask().returncode != 0
        server.shutdown()
    assert ask().returncode != 0
    assert command[0] == "bash"


def test_exactly_one_service_rings_the_clock():
    assert [name for name, service in SERVICES.items() if service.get("command") == ["beat"]] == ["beat"]
    assert SERVICES["beat"]["deploy"]["replicas"] == 1


@pytest.mark.parametrize("service", list(SERVICES))
def test_no_container_is_root_or_writes_to_its_own_image(service):
    given = SERVICES[service]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", given["user"])
    assert given["read_only"] is True
    assert given["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in given["security_opt"]
    assert given["logging"]["options"] == {"max-size": "20m", "max-file": "5"}
    assert set(given["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}


@pytest.mark.parametrize("service", LASTING)
def test_what_keeps_running_is_watched_and_has_time_to_end(service):
    given = SERVICES[service]
    assert given["healthcheck"]["test"]
    assert given["stop_grace_period"]
    assert given["restart"] == "unless-stopped"


def test_only_nginx_has_a_door_to_the_outside_and_the_services_have_no_way_out():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert {name for name in SERVICES if list(SERVICES[name]["networks"]) == ["inside"]} == {"postgres", "redis"}


def test_whoever_starts_first_takes_no_address_that_belongs_to_another():
    """Without a range of its own, worker or beat would sit at nginx's address before nginx starts."""
    (front,) = COMPOSE["networks"]["front"]["ipam"]["config"]
    fixed = [
        ip_address(network["ipv4_address"])
        for service in SERVICES.values()
        if isinstance(service["networks"], dict)
        for network in service["networks"].values()
        if network
    ]
    assert len(fixed) == len(set(fixed)) == 3
    assert ip_network(front["ip_range"]).subnet_of(ip_network(front["subnet"]))
    assert all(address in ip_network(front["subnet"]) for address in fixed)
    assert [address for address in fixed if address in ip_network(front["ip_range"])] == []


@pytest.mark.parametrize("is_root", [True, False])
def test_made_secrets_can_be_read_by_the_containers_that_mount_them(tmp_path, is_root):
    (tmp_path / "docker").mkdir()
    shutil.copy(ROOT / "docker" / "make_secrets", tmp_path / "docker")
    said = tmp_path / "said"
    for name, body in {"id": f"echo {0 if is_root else 1000}", "chown": SAYS, "chgrp": SAYS}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n", encoding="ascii")
        (tmp_path / name).chmod(0o755)
    environ = {"PATH": f"{tmp_path}:/usr/bin:/bin", "SAID": str(said)}
    subprocess.run([tmp_path / "docker" / "make_secrets"], env=environ, check=True, capture_output=True)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "secrets").iterdir()}
    assert set(modes) == set(COMPOSE["secrets"])
    if is_root:
        assert said.read_text() == "chown -R 10001 secrets\nchgrp 999 secrets/database_password\n"
        assert modes.pop("database_password") == 0o440
        assert set(modes.values()) == {0o400}
    else:
        assert set(modes.values()) == {0o644}
        assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    readers = {
        name: given["user"] for name, given in SERVICES.items() if "database_password" in given.get("secrets", [])
    }
    assert readers == {**dict.fromkeys(OURS, "10001:10001"), "postgres": "999:999"}


def test_nginx_finds_both_web_containers_by_addresses_that_do_not_change():
    own = [SERVICES[name]["networks"]["front"]["ipv4_address"] for name in ("web1", "web2")]
    assert SERVICES["nginx"]["environment"]["LB_WEB_SERVERS"].split() == [f"{address}:8000" for address in own]


def test_the_image_starts_from_the_locks():
    assert "pip install --require-hashes -r requirements/base.txt -r requirements/s3.txt" in IMAGE
    assert "npm ci --ignore-scripts" in IMAGE
    assert "USER house" in IMAGE
    assert "USER house" in NGINX_IMAGE


def test_everything_comes_from_one_debian_release():
    lines = [line for text in (IMAGE, NGINX_IMAGE) for line in re.findall(r"^FROM (\S+)", text, re.MULTILINE)]
    images = [*lines, *(service["image"] for service in SERVICES.values() if "$" not in service["image"])]
    assert len(images) == 5
    assert [image for image in images if "bookworm" not in image] == []


def test_python_is_the_one_that_the_locks_and_the_types_are_made_for():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    python = re.search(r"^FROM python:([\d.]+)-", IMAGE, re.MULTILINE)[1]
    assert pyproject["tool"]["mypy"]["python_version"] == python
    assert f'"--python-version", "{python}"' in (ROOT / "tools" / "locks.py").read_text(encoding="utf-8")


def test_the_client_that_takes_backups_is_as_new_as_the_server():
    server = re.match(r"postgres:(\d+)-", SERVICES["postgres"]["image"])[1]
    assert f"postgresql-client-{server}" in IMAGE


def test_the_server_is_the_oldest_that_the_pages_for_operators_promise():
    server = re.match(r"postgres:(\d+)-", SERVICES["postgres"]["image"])[1]
    operations = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert re.findall(r"PostgreSQL (\d+) or newer", operations) == [server]


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="make test-services runs it on a server")
def test_tests_run_on_no_older_server_than_the_containers():
    server = int(re.match(r"postgres:(\d+)-", SERVICES["postgres"]["image"])[1])
    with connection.cursor():
        assert connection.pg_version // 10000 >= server


def test_no_ignore_rule_of_the_image_swallows_an_app():
    rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    apps = [path.as_posix() for path in tracked(*floors())]
    assert len([path for path in apps if path.startswith("media/")]) > 20
    assert [path for path in apps if is_ignored(path, rules)] == []
    assert is_ignored("media/__pycache__/x.pyc", rules)
    assert is_ignored("tests/conftest.py", rules)


def is_ignored(path, rules):
    """Whether a rule names the path or a folder above it, as a container engine reads them: from the root, or **/."""
    parts = path.split("/")
    parents = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    return any(
        fnmatch.fnmatchcase(parent, rule)
        or (rule.startswith("**/") and fnmatch.fnmatchcase(parent.rpartition("/")[2], rule.removeprefix("**/")))
        for rule in rules
        for parent in parents
    )
