"""The compose file and the example environment name what the typed door requires."""

import re

import pytest
import yaml

from lms.config.env import REQUIRED_WITH_SERVICES
from tests.architecture.house import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
OURS = ["prepare", "web", "worker", "beat"]


def test_the_services_are_there():
    assert set(COMPOSE["services"]) == {*OURS, "postgres", "redis", "proxy"}


@pytest.mark.parametrize("service", OURS)
def test_a_service_of_ours_is_given_everything_the_door_requires(service: str):
    given = COMPOSE["services"][service]["environment"]
    assert given["LB_MODE"] == "services"
    assert [name for name in REQUIRED_WITH_SERVICES if name not in given] == []


def test_no_secret_stands_in_the_compose_file():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for name in ("LB_SECRET_KEY", "LB_KEY_RING", "POSTGRES_PASSWORD", "LB_SMTP_URL"):
        values = re.findall(rf"^\s+{name}: (.*)$", text, re.MULTILINE)
        assert set(values) == {f"${{{name}:?}}"}


def test_the_example_names_every_variable():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    assert {*REQUIRED_WITH_SERVICES, *asked} - named == set()


def test_what_a_service_waits_for_exists():
    for name, service in COMPOSE["services"].items():
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"]), name


def test_exactly_one_service_rings_the_clock():
    beats = [name for name, service in COMPOSE["services"].items() if "beat" in " ".join(service.get("command", []))]
    assert beats == ["beat"]


def test_the_image_starts_from_the_lock():
    text = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
    assert "pip install --require-hashes -r requirements/base.txt" in text
    assert "npm ci --ignore-scripts" in text
    assert "USER house" in text
