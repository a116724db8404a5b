"""Imports are contracted in pyproject.toml; here are the ways around them."""

import re

from django.apps import apps

from tests.architecture.house import ROOT, floors, our_models, pyproject

PROGRAMS = {"bbb_standin"}  # beside the house: no app, and no app imports it


def test_every_app_of_ours_stands_on_a_floor():
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert packages == set(floors())
    assert packages | PROGRAMS == set(pyproject()["tool"]["importlinter"]["root_packages"])


def test_the_stand_in_may_import_none_of_our_apps():
    contracts = pyproject()["tool"]["importlinter"]["contracts"]
    contract = next(c for c in contracts if c.get("source_modules") == ["bbb_standin"])
    assert set(contract["forbidden_modules"]) == set(floors())


def test_foreign_keys_point_down():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in floors()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        for here, there in [(model._meta.app_label, field.related_model._meta.app_label)]
        if here != there and there in floors() and floors()[there] >= floors()[here]
    ]
    assert upward == []


def test_the_scorm_engine_refers_to_nobody_but_its_owner_and_the_person():
    allowed = {"accounts.Provider", "accounts.User"}
    foreign = {
        field.related_model._meta.label
        for model in our_models()
        if model._meta.app_label == "scorm"
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model._meta.app_label != "scorm"
    }
    assert foreign <= allowed


def test_no_migration_of_ours_imports_app_code():
    # `import a.b` is how Django itself writes down a field class or a default; `from a.b import c` is by hand.
    imported = re.compile(rf"^from ((?:{'|'.join(floors())})[.\w]*)", re.MULTILINE)
    offenders = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in ROOT.glob("*/migrations/*.py")
        for name in imported.findall(path.read_text(encoding="utf-8"))
    ]
    assert offenders == []
