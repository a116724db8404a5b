"""What the pages for operators name exists: variables, commands, services, parts, files."""

import re
import socket
import subprocess

import pytest
import yaml
from django.core.management import get_commands

from lms.config.start import PARTS
from tests.architecture.house import ROOT

PAGES = ["operations", "backup", "upgrading", "sizing", "monitoring", "security"]
TEXTS = {name: (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in PAGES}
OPERATIONS = TEXTS["operations"]
START = (ROOT / "docker" / "nginx" / "start").read_text(encoding="utf-8")
DOOR = (ROOT / "lms" / "config" / "env.py").read_text(encoding="utf-8")
READ = set(re.findall(r'"(LB_[A-Z0-9_]+)"', DOOR))
OF_COMPOSE = {"LB_VERSION", "LB_CERTIFICATES", "LB_AUTHORITIES"}
OF_NGINX = {"LB_WEB_SERVERS", *re.findall(r"\$\{(NGINX_[A-Z0-9_]+):-", START)}
# What `start` makes itself, for the configuration beside it.
MADE = {"NGINX_CONF", "NGINX_SITE_HOSTS", "NGINX_CONTENT_HOST", "NGINX_DATA", "NGINX_STATIC", "NGINX_FILES"}
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]


def code(page):
    """Return what stands in code marks, one command or name each."""
    text = TEXTS[page]
    blocks = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", text)


def table_rows(text):
    return [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]


def test_every_variable_that_is_read_has_a_row_and_no_row_is_about_another():
    rows = {name for row in table_rows(OPERATIONS) for name in re.findall(r"(?:LB|NGINX)_[A-Z0-9_]+", row)}
    assert {name for name in rows if name.startswith("LB_")} == READ
    assert {name for name in rows if name.startswith("NGINX_")} == OF_NGINX - {"LB_WEB_SERVERS", "NGINX_S3_ENDPOINT"}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_no_variable_that_nobody_reads(page):
    named = set(re.findall(r"\b(?:LB|NGINX)_[A-Z0-9_]*[A-Z0-9]\b", TEXTS[page]))
    assert {name.removesuffix("_FILE") for name in named} - READ - OF_NGINX - OF_COMPOSE == set()


def test_the_configuration_of_nginx_uses_only_what_its_start_provides():
    used = {
        name
        for path in (ROOT / "docker" / "nginx").glob("*.conf")
        for name in re.findall(r"\$\{(NGINX_[A-Z0-9_]+)\}", path.read_text(encoding="utf-8"))
    }
    assert used - OF_NGINX - MADE - {"NGINX_S3_ENDPOINT", "NGINX_WEB_SERVERS"} == set()
    exported = set(re.findall(r"NGINX_[A-Z0-9_]+", START.split("export ", 1)[1].split("\nNGINX_", 1)[0]))
    assert used - exported == set()


@pytest.mark.parametrize("page", PAGES)
def test_commands_of_a_page_name_services_commands_and_parts_that_exist(page):
    for line in code(page):
        if compose := re.match(r"docker compose (run|exec|up|stop|kill)\b(.*)", line):
            words = re.sub(r"\s{3,}.*", "", compose[2])  # what follows in a line of its own column is prose
            words = re.sub(r"--entrypoint \S+|-s \S+", "", words).split()
            plain = [word for word in words if not word.startswith("-")]
            named = plain if compose[1] in {"up", "stop", "kill"} else plain[:1]
            assert set(named) <= set(SERVICES), line
            if compose[1] == "run" and "--entrypoint" not in line and plain[1:]:
                assert plain[1] in {*PARTS, "prepare", "check", "health"}, line
        for command in re.findall(r"manage\.py ([a-z_]+)", line):
            assert command in get_commands(), line
        for part in re.findall(r"lms\.config\.start ([a-z]+)", line):
            assert part in {*PARTS, "prepare", "check", "health"}, line


def test_no_second_container_asks_for_an_address_that_a_running_one_has():
    """`docker compose run web1` would want web1's own address: `exec` goes into it, `run` takes a free service."""
    fixed = {name for name, service in SERVICES.items() if "ipv4_address" in str(service["networks"])}
    for page in PAGES:
        for line in code(page):
            if run := re.match(r"docker compose run (.*)", line):
                assert not fixed & set(run[1].split()), line


@pytest.mark.parametrize("page", PAGES)
def test_files_and_make_targets_of_a_page_exist(page):
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    links = re.findall(r"\]\(([^)#]+)\)", TEXTS[page])
    assert [link for link in links if "://" not in link and not (ROOT / "docs" / link).exists()] == []
    for line in code(page):
        assert set(re.findall(r"\bmake ([a-z][a-z-]*)", line)) <= targets, line
        for name in re.findall(r"\b(?:docker|docs|tests|tools|requirements)/[\w/.-]*\w", line):
            assert (ROOT / name).exists(), line


def test_benches_that_are_named_exist():
    for page in PAGES:
        for name in re.findall(r"(?:NAME=|`bench )([a-z_]+)", TEXTS[page]):
            assert (ROOT / "bench" / f"{name}.py").exists(), name


def test_nginx_says_what_is_missing_when_its_log_cannot_be_opened(tmp_path):
    """Standard output may be a socket, which no process can open by name: as under systemd, here without its syslog."""
    given = {"LB_SITE_ORIGIN": "https://a.example", "LB_CONTENT_ORIGIN": "https://{label}.b.example"}
    environ = {**given, "LB_WEB_SERVERS": "127.0.0.1:1", "NGINX_RUN": str(tmp_path), "PATH": "/usr/bin:/bin"}
    script = tmp_path / "start"
    script.write_text(START.replace("/dev/log", str(tmp_path / "none")), encoding="utf-8")
    ours, theirs = socket.socketpair()
    with ours, theirs:
        done = subprocess.run(["sh", script, "test"], env=environ, stdout=theirs, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr.decode()) == (
        78,
        "Standard output cannot be opened by name: set NGINX_ACCESS_LOG to a file.\n",
    )
