"""What the manifest says of an item, from the upload to the package that asks for it; without a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from scorm.actions import packages, registrations
from scorm.models import PackageVersion
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.scorm import ITEM, SPEAKING, manifest, open_launch, trainer_of, uploaded, zipped
from tools.plain import ROOT

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js here"),
]

PLAYER = ROOT / "scorm" / "static" / "scorm"
ASK = """
import { Session } from "./api.js";
const [boot, doc, calls] = JSON.parse(process.argv[2]);
const standard = await import(boot.standard === "1.2" ? "./model12.js" : "./model2004.js");
const kept = [];
const onStore = (fresh) => (kept.push(fresh), true);
const session = new Session({ boot, standard, onStore, onTerminate() {}, onTouched() {} });
session.begin(doc ?? boot.sco.seed, boot.sco.entry);
const page = {};
session.install(page);
const api = page.API ?? page.API_1484_11;
const answers = calls.map(([call, ...values]) => api[call](...values));
console.log(JSON.stringify([answers, kept.at(-1) ?? null]));
"""
Said = Callable[..., Any]


@pytest.fixture
def told(client: Any, run_jobs: Any, tmp_path: Path) -> Iterator[Said]:
    """Returns a function: upload a package with this item, open it, and return answers to calls and what was kept."""
    for module in PLAYER.glob("*.js"):
        shutil.copy(module, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "ask.js").write_text(ASK, encoding="utf-8")

    def _told(edition: str, extras: str, calls: list[list[str]], doc: dict[str, str] | None = None) -> Any:
        provider, at = ProviderFactory(), timezone.now()
        items = ITEM.replace("</item>", f"{extras}</item>")
        content = zipped({"imsmanifest.xml": manifest(edition, items=items), "index.html": SPEAKING})
        upload = uploaded(content)
        packages.receive_upload(owner=provider, title="P", upload=upload, by=trainer_of(provider), at=at)
        run_jobs(at)
        version = PackageVersion.objects.get()
        registration = registrations.register(user=UserFactory(), context_key=uuid4(), version=version, at=at)
        launch = open_launch(registration, at, opened=False)
        page = client.get(f"/l/{launch.token}/", headers={"host": f"{version.public_id}.scorm.localhost"})
        question = json.dumps([page.context["bootstrap"], doc, calls])
        done = subprocess.run(["node", tmp_path / "ask.js", question], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    return _told


def test_an_item_of_1_2_reads_what_its_manifest_says(told: Said):
    extras = (
        "<adlcp:maxtimeallowed>00:30:00</adlcp:maxtimeallowed><adlcp:timelimitaction>exit,message</adlcp:timelimitaction>"
        "<adlcp:datafromlms>farbe=rot;stufe=2</adlcp:datafromlms><adlcp:masteryscore>80</adlcp:masteryscore>"
    )
    expected = {
        "cmi.launch_data": "farbe=rot;stufe=2",
        "cmi.student_data.mastery_score": "80",
        "cmi.student_data.max_time_allowed": "00:30:00",
        "cmi.student_data.time_limit_action": "exit,message",
        "cmi.objectives._count": "0",
    }
    answers, _ = told("1.2", extras, [["LMSInitialize", ""], *(["LMSGetValue", path] for path in expected)])
    assert dict(zip(expected, answers[1:], strict=True)) == expected


SEQUENCING = (
    "<adlcp:dataFromLMS>farbe=rot</adlcp:dataFromLMS><adlcp:timeLimitAction>exit,no message</adlcp:timeLimitAction>"
    "<adlcp:completionThreshold completedByMeasure='true' minProgressMeasure='0.75'/>"
    "<imsss:sequencing><imsss:limitConditions attemptAbsoluteDurationLimit='PT30M'/><imsss:objectives>"
    "<imsss:primaryObjective objectiveID='PRIMARYOBJ' satisfiedByMeasure='true'>"
    "<imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure></imsss:primaryObjective>"
    "<imsss:objective objectiveID='frage%201'/><imsss:objective objectiveID='PRIMARYOBJ'/></imsss:objectives>"
    "</imsss:sequencing>"
)


def test_an_item_of_2004_reads_what_its_manifest_says_and_finds_its_objectives(told: Said):
    expected = {
        "cmi.launch_data": "farbe=rot",
        "cmi.scaled_passing_score": "0.8",
        "cmi.completion_threshold": "0.75",
        "cmi.max_time_allowed": "PT30M",
        "cmi.time_limit_action": "exit,no message",
        "cmi.objectives._count": "2",
        "cmi.objectives.0.id": "PRIMARYOBJ",
        "cmi.objectives.1.id": "frage 1",
        "cmi.objectives.0.success_status": "unknown",
    }
    answers, _ = told("2004 4th Edition", SEQUENCING, [["Initialize", ""], *(["GetValue", path] for path in expected)])
    assert dict(zip(expected, answers[1:], strict=True)) == expected


def test_what_a_package_says_of_an_objective_of_its_manifest_is_kept_with_its_name(told: Said):
    calls = [["Initialize", ""], ["SetValue", "cmi.objectives.0.success_status", "passed"], ["Commit", ""]]
    answers, kept = told("2004 3rd Edition", SEQUENCING, calls)
    assert answers == ["true"] * 3
    assert {path: value for path, value in kept.items() if path.startswith("cmi.objectives.0.")} == {
        "cmi.objectives.0.id": "PRIMARYOBJ",
        "cmi.objectives.0.success_status": "passed",
    }


def test_objectives_that_a_package_has_stored_stay_as_they_are(told: Said):
    stored = {"cmi.objectives.0.id": "eigenes", "cmi.objectives.0.success_status": "failed"}
    asked = ["cmi.objectives._count", "cmi.objectives.0.id", "cmi.objectives.0.success_status"]
    calls = [["Initialize", ""], *(["GetValue", path] for path in asked)]
    assert told("2004 4th Edition", SEQUENCING, calls, stored)[0] == ["true", "1", "eigenes", "failed"]


def test_a_package_that_says_nothing_keeps_nothing_though_it_was_told_objectives(told: Said):
    answers, kept = told("2004 4th Edition", SEQUENCING, [["Initialize", ""], ["Commit", ""], ["Terminate", ""]])
    assert (answers, kept) == (["true"] * 3, {})


def test_time_alone_is_kept_with_what_was_told(told: Said):
    calls = [["Initialize", ""], ["SetValue", "cmi.session_time", "PT5M"], ["Terminate", ""]]
    _, kept = told("2004 4th Edition", SEQUENCING, calls)
    assert kept["cmi.session_time"] == "PT5M"
