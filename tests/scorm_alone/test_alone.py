"""The engine in another house: docs/scorm.md, kept true by running it."""

import ast
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import global_settings, settings
from django.utils.module_loading import import_string

from scorm import checks, wiring
from scorm.actions.packages import CHECK_JOB
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


class Settings(ast.NodeVisitor):
    """Collects the names of settings that a module reads, those with SCORM_ and a number of limits.py as one."""

    def __init__(self):
        self.read = set()

    def visit_Attribute(self, node):
        if isinstance(node.value, ast.Name) and node.value.id == "settings":
            self.read.add(node.attr)
        self.generic_visit(node)

    def visit_Call(self, node):
        if isinstance(node.func, ast.Name) and node.func.id == "getattr" and ast.unparse(node.args[0]) == "settings":
            given = node.args[1]
            if isinstance(given, ast.Constant):
                self.read.add(given.value)
            elif isinstance(given, ast.JoinedStr):
                self.read.add("SCORM_<NUMBER>")
        self.generic_visit(node)


def test_the_documentation_names_every_setting_that_the_engine_reads():
    found = Settings()
    for path in (ROOT / "scorm").rglob("*.py"):
        if "migrations" not in path.parts:
            found.visit(ast.parse(path.read_text(encoding="utf-8")))
    text = (ROOT / "docs" / "scorm.md").read_text(encoding="utf-8").partition("## Settings")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([A-Z_<>]+)`", row)}
    of_django = set(dir(global_settings))
    assert named - of_django == (found.read | set(checks.DOTTED)) - of_django
    assert named & of_django == {"SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_DOMAIN"}


def test_the_three_functions_are_called_as_the_documentation_writes_them(monkeypatch):
    text = (ROOT / "docs" / "scorm.md").read_text(encoding="utf-8")
    written: dict[str, object] = {}
    for line in re.findall(r"^def .*: \.\.\.$", text, re.MULTILINE):
        exec(line, written)  # noqa: S102  our own page
    monkeypatch.setattr(wiring, "_function", lambda dotted: written[dotted.rpartition(".")[2]])
    for setting in checks.DOTTED:
        monkeypatch.setattr(settings, setting, f"house.{setting.removeprefix('SCORM_').lower()}")
    at = datetime.now(UTC)
    wiring.audit("scorm.package_uploaded", subject=None, by=None, at=at, owner=None)
    wiring.enqueue(kind=CHECK_JOB, key="k", payload={}, at=at)
    assert wiring.may(None, wiring.UPLOAD_PACKAGES, None) is False  # a body of dots says no
    named = (CHECK_JOB, f'"{wiring.UPLOAD_PACKAGES}"', f'"{wiring.SEE_ROSTER}"')
    assert [name for name in named if name not in text] == []


def test_everything_that_the_documentation_speaks_of_is_there():
    text = (ROOT / "docs" / "scorm.md").read_text(encoding="utf-8")
    dotted = set(re.findall(r"`((?:scorm\.)?(?:[a-z_]+\.)+[a-zA-Z_]+)(?=[(`])", text)) - {CHECK_JOB}
    files = {name for name in dotted if name.endswith(".py")}
    assert [name for name in files if not (ROOT / "scorm" / name).is_file()] == []
    names = sorted(name.removeprefix("scorm.") for name in dotted - files)
    assert len(names) >= 10
    for name in names:
        import_string(f"scorm.{name}")


def test_the_documentation_names_every_check():
    ids = set(re.findall(r'id="scorm\.([EW]\d+)"', Path(checks.__file__).read_text(encoding="utf-8")))
    text = (ROOT / "docs" / "scorm.md").read_text(encoding="utf-8")
    assert f"`scorm.E001` to `{max(one for one in ids if one[0] == 'E')}`" in text
    assert all(f"`{one}`" in text for one in ids if one[0] == "W")


def test_the_documentation_names_every_table():
    text = (ROOT / "docs" / "scorm.md").read_text(encoding="utf-8").partition("## Tables")[2]
    named = [name for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(model.__name__ for model in apps.get_app_config("scorm").get_models())
