"""A provider with one of everything, each carrying a mark that nobody else may see."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from PIL import Image as PillowImage

from accounts.models import Provider
from media.models import Image
from tests.factories.accounts import UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import CourseFactory, RunFactory, UnitFactory, live_course
from tests.factories.lms import complete_units, enrolled

MARK = "GEHEIM"


def rows_of(provider: Provider) -> Iterator[tuple[type[models.Model], Any]]:
    """Yield each model of ours whose card names a chain to the provider, with the provider's rows."""
    for model in apps.get_models():
        chain = getattr(getattr(model, "DataCard", None), "provider", None)
        if model.__module__.split(".")[0] in settings.HOUSE_APPS and chain:
            yield model, model._base_manager.filter(**{chain: provider})


def furnish_other_provider(provider: Provider, at: datetime) -> None:
    """Give the provider drafts, a hidden run, a learner with results and certificate, a package, a picture."""
    trainer = make_staff("trainer", provider, full_name=f"{MARK}-Dozentin")
    unit = UnitFactory(provider=provider, title=f"{MARK}-Einheit")
    unit.save_revision(user=trainer, clean=False)
    course = CourseFactory(provider=provider, title=f"{MARK}-Kurs", slug="geheim-kurs")
    course.save_revision(user=trainer, clean=False)
    public = live_course(provider, unit_count=2)
    run = RunFactory(
        course=public,
        label=f"{MARK}-Durchgang",
        starts_on=at.date() - timedelta(days=7),
        ends_on=date(2026, 6, 26),
        announced_at=None,
    )
    enrolment = enrolled(run, UserFactory(full_name=f"{MARK}-Lernende", username="geheim-lernende"), at=at)
    complete_units(enrolment, at=at)
    _package(provider, trainer, at)
    _picture(provider)


def _package(provider: Provider, trainer: Any, at: datetime) -> None:
    from jobs.actions import run_due
    from scorm.actions.packages import receive_upload

    receive_upload(
        owner=provider,
        title=f"{MARK}-Paket",
        upload=ContentFile(small_package(), name=f"{MARK}.zip"),
        by=trainer,
        at=at,
    )
    run_due(at=at)


def small_package() -> bytes:
    """Return a SCORM 1.2 package of one page."""
    manifest = f"""<?xml version="1.0"?>
<manifest identifier="m" version="1" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
 xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="o"><organization identifier="o"><title>{MARK}-Paket</title>
<item identifier="i" identifierref="r"><title>{MARK}-Seite</title></item></organization></organizations>
<resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="index.html">
<file href="index.html"/></resource></resources></manifest>"""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("imsmanifest.xml", manifest)
        archive.writestr("index.html", f"<!doctype html><title>{MARK}-Seite</title>")
    return out.getvalue()


def _picture(provider: Provider) -> None:
    out = io.BytesIO()
    PillowImage.new("RGB", (4, 4)).save(out, "PNG")
    picture = Image(provider=provider, title=f"{MARK}-Bild", width=4, height=4)
    picture.file.save("bild.png", ContentFile(out.getvalue()))
