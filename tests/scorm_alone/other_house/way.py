"""
From a zip to a stored result in a house that has nothing of ours but the engine; prints what came of it as JSON.

Called by tests/scorm_alone/test_alone.py in a process of its own, because settings are read once.
"""

import json
import re
import sys
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from scorm import queries
from scorm.actions import checks, launches, packages, registrations
from scorm.models import PackageVersion
from tests.scorm_alone.other_house import doors

MANIFEST = """<?xml version="1.0"?>
<manifest identifier="M" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
          xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="O"><organization identifier="O"><title>Vielfalt</title>
    <item identifier="I" identifierref="R"><title>Lektion</title></item></organization></organizations>
  <resources><resource identifier="R" type="webcontent" adlcp:scormtype="sco" href="index.html">
    <file href="index.html"/></resource></resources>
</manifest>"""


def main() -> None:
    call_command("check", "--fail-level", "ERROR")
    call_command("migrate", verbosity=0)
    call_command("makemigrations", "scorm", check_changes=True, verbosity=0)  # another owner needs no other tables
    at = datetime.now(UTC)
    owner, trainer = Group.objects.create(name="Verein"), User.objects.create(username="trainer")
    learner = User.objects.create(username="learner")
    trainer.groups.add(owner)
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("imsmanifest.xml", MANIFEST)
        archive.writestr("index.html", "<p>Hallo</p>")
        archive.writestr("api.js", "parent.API.LMSInitialize('')")
    upload = SimpleUploadedFile("paket.zip", made.getvalue())
    version = packages.receive_upload(owner=owner, title="Vielfalt", upload=upload, by=trainer, at=at)
    for kind, payload in doors.jobs:
        assert kind == packages.CHECK_JOB
        checks.run_job(payload=payload, at=at, progress=lambda *_: None)
    version = PackageVersion.objects.get(pk=version.pk)
    context_key = uuid4()
    registration = registrations.register(user=learner, context_key=context_key, version=version, at=at)
    address = launches.open_launch(
        registration=registration,
        at=at,
        language="de",
        learner_name="Amina",
        return_url="https://lms.example/",
        replay_url="https://lms.example/nachreichen/",
    )
    parts = urlsplit(address)
    browser = Client(headers={"host": parts.netloc})
    page = browser.get(parts.path, secure=True)
    told = json.loads(re.search(r'<script id="bootstrap"[^>]*>(.*?)</script>', page.text, re.DOTALL)[1])
    start = urljoin(parts.path, told["sco"]["href"])
    content = browser.get(start, secure=True)
    launch = registration.attempts.get().launches.get()
    commit = {
        "v": 1,
        "launch": str(launch.public_id),
        "epoch": launch.epoch,
        "seq": 1,
        "sco": "I",
        "trigger": "terminate",
        "t": 0,
        "active_ms": 0,
        "set": {"cmi.core.lesson_status": "completed", "cmi.core.score.raw": "80"},
        "full": False,
        "inter": [],
    }
    origin = {"origin": f"https://{parts.netloc}"}
    answer = browser.post(
        f"{parts.path}commit", json.dumps(commit), content_type="application/json", headers=origin, secure=True
    )
    standing = queries.standings([context_key])[context_key]
    sys.stdout.write(
        json.dumps(
            {
                "state": version.state,
                "page": page.status_code,
                "content": b"".join(content).decode(),
                "commit": [answer.status_code, answer.json()["status"]],
                "recorded": doors.results[str(context_key)].is_complete,
                "standing": [standing.completion, str(standing.score)],
                "acts": doors.acts,
                "modules": sorted({name.partition(".")[0] for name in sys.modules}),
            }
        )
    )
