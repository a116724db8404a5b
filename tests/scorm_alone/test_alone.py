"""The engine in another house: docs/scorm.md, kept true by running it."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.apps import apps

from tests.architecture.house import ROOT, floors

HOUSE = "tests.scorm_alone.other_house"


@pytest.fixture(scope="module")
def way():
    """What came of a package's way in a project without any other app of ours."""
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": f"{HOUSE}.settings"}
    command = [sys.executable, "-c", f"import django; django.setup(); from {HOUSE}.way import main; main()"]
    ran = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def test_a_package_goes_from_upload_to_stored_result_in_another_project(way):
    assert way["state"] == "ready"
    assert (way["page"], way["content"]) == (200, "<p>Hallo</p>")
    assert way["commit"] == [200, "applied"]
    assert way["standing"] == ["completed", "0.8000"]


def test_the_other_project_is_told_of_acts_and_results(way):
    assert way["acts"] == ["scorm.package_uploaded", "scorm.package_accepted"]
    assert way["recorded"] is True


def test_none_of_our_other_apps_is_loaded_with_it(way):
    assert set(way["modules"]) & set(floors()) == {"scorm"}


def test_the_documentation_names_every_table():
    text = (ROOT / "docs" / "scorm.md").read_text(encoding="utf-8").partition("## Tables")[2]
    named = [name for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(model.__name__ for model in apps.get_app_config("scorm").get_models())
