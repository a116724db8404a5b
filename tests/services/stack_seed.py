"""
Furnishes the stack, inside its own environment, and prints what the test needs to know as JSON.

    python -m tests.services.stack_seed furnish LEARNERS COURSES_EACH
    python -m tests.services.stack_seed look NUMBER_OF_CERTIFICATE
"""

import hashlib
import json
import sys
from datetime import date, timedelta

import django

django.setup()

from allauth.mfa.totp.internal.auth import TOTP  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from certificates.models import Certificate  # noqa: E402
from jobs import actions as jobs  # noqa: E402
from lms.models import UnitResult  # noqa: E402
from media.actions.private_files import private_storage  # noqa: E402
from scorm.actions.packages import receive_upload  # noqa: E402
from scorm.actions.registrations import register  # noqa: E402
from scorm.models import PackageVersion, VersionState  # noqa: E402
from tests.factories.accounts import ProviderFactory, UserFactory  # noqa: E402
from tests.factories.accounts_staff import make_staff  # noqa: E402
from tests.factories.courses import live_course, live_unit  # noqa: E402
from tests.factories.lms import enrolled, run_units, running_run  # noqa: E402
from tests.factories.scorm import SPEAKING, manifest, open_launch, uploaded, zipped  # noqa: E402
from tests.services.stack import wait_for  # noqa: E402
from tests.services.stack_seed_facts import FILM, PASSWORD, TOTP_SECRET  # noqa: E402

NOW = timezone.now()


def day(offset):
    return date.fromordinal(timezone.localdate().toordinal() + offset)


def opened(enrolment):
    """Open the player of the enrolment's only unit; return what its commits need."""
    run_unit = run_units(enrolment.run)[0]
    result = UnitResult.objects.create(
        enrolment=enrolment, item_id=run_unit.item_id, run_unit=run_unit, first_seen_at=NOW, last_seen_at=NOW
    )
    version = run_unit.package_version
    registration = register(user=enrolment.learner, context_key=result.public_id, version=version, at=NOW)
    launch = open_launch(registration, timezone.now())
    return {
        "token": launch.token,
        "launch": str(launch.public_id),
        "epoch": launch.epoch,
        "attempt": launch.attempt_id,
        "host": f"{version.public_id}.inhalt.example",
    }


def furnish(learners, courses_each):
    provider = ProviderFactory(complaint_path="Beschwerden an die Leitung.")
    trainer = make_staff("trainer", provider, username="frau-weber", email="")
    trainer.set_password(PASSWORD)
    trainer.save()
    TOTP.activate(trainer, TOTP_SECRET)
    files = {"imsmanifest.xml": manifest(), "index.html": "<p>Hallo</p>", "api.js": SPEAKING, "film.mp4": FILM}
    version = receive_upload(owner=provider, title="Vielfalt", upload=uploaded(zipped(files)), by=trainer, at=NOW)
    jobs.run_due(at=timezone.now())  # unless the stack's worker was there first
    checked = PackageVersion.objects.filter(pk=version.pk, state=VersionState.READY)
    wait_for(checked.exists, 60, "the package to be ready")
    course = live_course(provider, units=[live_unit(provider, kind="scorm", package=version.package, body=[])])
    plan = {"starts_on": day(-10), "ends_on": day(60), "enrol_from": day(-40), "enrol_until": day(30)}
    runs = [running_run(course=course, capacity=learners + 1, **plan) for _ in range(courses_each)]
    people = UserFactory.create_batch(learners)
    before = NOW - timedelta(days=5)
    amina = UserFactory(username="amina", full_name="Amina Haddad", email="")
    amina.set_password(PASSWORD)
    amina.save()
    mine = enrolled(runs[0], amina, at=before)
    return {
        "enrolment": mine.public_id,
        "item": str(run_units(runs[0])[0].item_id),
        "launches": [[opened(enrolled(run, person, at=before)) for run in runs] for person in people],
    }


def look(number):
    """Open a certificate's PDF from the storage, and let the public page judge it."""
    certificate = Certificate.objects.get(number=number)
    with private_storage().open(certificate.pdf.storage_key) as stored:
        content = stored.read()
    client = Client(headers={"host": "lernen.example", "x-forwarded-proto": "https"})
    page = client.get(f"/de/pruefen/{certificate.public_id}/").content.decode()
    return {
        "is_pdf": content.startswith(b"%PDF"),
        "is_unchanged": hashlib.sha256(content).hexdigest() == certificate.pdf_sha256,
        "page": page,
    }


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    print(json.dumps(furnish(*map(int, arguments)) if name == "furnish" else look(*arguments)))  # noqa: T201
