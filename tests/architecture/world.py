"""A provider with one of everything, each carrying a mark that nobody else may see."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone

from accounts.models import PostcodeArea, Provider, User
from cms.actions import tree
from cms.models import FreePage, ProviderPage
from courses.actions import sessions, slides, tailoring
from courses.actions.session_plan import SessionPlan
from courses.models import Run, RunSession, RunTrainer
from diversity_training.actions import thread
from diversity_training.models import AttendanceShare, NeedsAnalysis, Proposal, TrainedCount, TrainingRequest
from jobs.actions import run_due
from live_sessions import consents
from live_sessions.actions import consents as recording_consents
from live_sessions.actions import guests
from live_sessions.models import (
    AttendanceInterval,
    Breakout,
    CallbackReceipt,
    Engagement,
    Meeting,
    RecordingFormat,
    RecordingWatch,
    UnplacedEvent,
    UnplacedReport,
)
from lms.actions import attendance, groups, progress, room, submissions
from lms.actions import attendance_decisions as decisions
from lms.models import Enrolment, EntryRequest, GuestSignup, Repair, UnitResult
from media.actions.logos import add_partner_logo
from media.actions.private_files import store
from reviews.actions import reviewing
from reviews.models import ProviderApproval, ProviderApprovalTask
from scorm import call_log
from scorm.actions import call_logs, phones
from scorm.actions.commits import apply
from scorm.actions.packages import receive_upload
from scorm.actions.registrations import register
from scorm.models import PackageVersion, PhoneFit
from surveys.actions import rounds
from surveys.models import Round
from tests.factories.accounts import CentreFactory, EmployerFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.admissions import SeatBlockFactory, SeatFactory, SeatInvitationFactory
from tests.factories.courses import CourseFactory, RunFactory, UnitFactory, live_course, live_unit
from tests.factories.diversity_training import TrainingRequestFactory, live_offer
from tests.factories.live_sessions import MeetingFactory, ParticipantFactory, RecordingFactory
from tests.factories.lms import complete_units, enrolled
from tests.factories.media import DocumentFactory, FilmFactory, FilmTextFactory, ImageFactory, picture
from tests.factories.reviews import strict
from tests.factories.scorm import body, open_launch
from tests.factories.sessions import evenings
from tests.factories.submissions import handed_in, learner_in, task_run
from tests.factories.surveys import (
    AFTERWARDS,
    LEARNT,
    QuestionFactory,
    QuestionnaireFactory,
    answer,
    closed_survey,
    open_survey,
)

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
        starts_on=timezone.localdate(at) - timedelta(days=7),
        ends_on=date(2026, 6, 26),
        announced_at=None,
    )
    RunTrainer.objects.create(run=run, user=trainer)
    plan = SessionPlan(trainers=(trainer,), title=f"{MARK}-Termin", mode="on_site", place=f"{MARK}-Raum")
    series = sessions.plan_series(run=run, plan=plan, pattern=evenings(), by=trainer, at=at)
    enrolment = enrolled(run, UserFactory(full_name=f"{MARK}-Lernende", username="geheim-lernende"), at=at)
    complete_units(enrolment, at=at)
    slides.add_slides(
        session=run.sessions.order_by("starts_at")[0],
        content=b"%PDF-",
        media_type="application/pdf",
        name=f"{MARK}.pdf",
        by=trainer,
        at=at,
    )
    tailoring.add_case(
        run=run,
        known_version=0,
        after=run.run_units.order_by("position")[0].item_id,
        title=f"{MARK}-Fall",
        text=f"{MARK}-Worte",
        minutes=10,
        by=trainer,
        at=at,
    )
    GuestSignup.objects.create(
        run=run,
        name=f"{MARK}-Gast",
        address="gast-geheim@example.org",
        organisation=f"{MARK}-Betrieb",
        language="de",
        asked_at=at,
        confirm_until=at + timedelta(days=2),
    )
    EntryRequest.objects.create(
        run=run,
        course=public,
        learner=UserFactory(full_name=f"{MARK}-Fragende"),
        reason=f"{MARK}-Grund",
        asked_at=at,
    )
    groups.spread(run=run, count=1, by=trainer, at=at)
    groups.name_groups(run=run, titles={1: groups.Title(f"{MARK}-Gruppe")}, by=trainer, at=at)
    _attended(series.sessions.order_by("starts_at").first(), enrolment, trainer)
    _played(_package(provider, trainer, at), provider, at)
    for uploaded in (ImageFactory, DocumentFactory, FilmFactory):
        uploaded(provider=provider, title=f"{MARK}-{uploaded.__name__}")
    FilmTextFactory(film__provider=provider, transcript=f"{MARK}-Text")
    PostcodeArea.objects.create(centre=CentreFactory(provider=provider), prefix="30")  # public, so without the mark
    section = tree.provider_section(provider=provider, at=at)
    page = FreePage(title=f"{MARK}-Seite", slug="geheim-seite")
    page = tree.add(parent=section, page=page, by=trainer, at=at, live=False)
    add_partner_logo(provider=provider, name="Kammer", website="", upload=picture(), position=1, by=None, at=at)
    offer = live_offer(provider)
    asked = {"organisation": f"{MARK}-Betrieb", "contact_name": f"{MARK}-HR"}
    _booked(TrainingRequestFactory(provider=provider, offer=offer, **asked), trainer, at)
    _met(provider, at)
    _asked(provider)
    _tried_out(provider)
    _seated(run)
    AttendanceShare.objects.create(enrolment=enrolment, employer=EmployerFactory(), is_shared=True, decided_at=at)
    strict(provider, at)  # last: from now on nothing is published here without a second person
    for content in (course, page):
        reviewing.submit(content=content, note=f"{MARK}-Hinweis", by=trainer)


def _booked(booking: TrainingRequest, trainer: User, at: datetime) -> None:
    """Let an employer say what it needs, talk about it and get an offer."""
    TrainedCount.objects.create(booking=booking, seats_used=7, trained_count=6, counted_at=at)
    NeedsAnalysis.objects.create(request=booking, goals=f"{MARK}-Ziel", saved_at=at, saved_by=trainer)
    thread.say(booking=booking, side="provider", text=f"{MARK}-Nachricht", by=trainer, at=at)
    pdf = store(
        provider=booking.provider,
        kind="booking",
        content=b"%PDF-",
        media_type="application/pdf",
        download_name=f"{MARK}.pdf",
        at=at,
    )
    Proposal.objects.create(
        request=booking,
        number=1,
        group_size=8,
        dates=f"{MARK}-Tage",
        trainer=trainer,
        valid_until=timezone.localdate(at),
        made_at=at,
        made_by=trainer,
        pdf=pdf,
    )


def _seated(run: Run) -> None:
    """Keep seats for an employer, of which one is offered to somebody."""
    block = SeatBlockFactory(run=run, employer__name=f"{MARK}-Arbeitgeber", seats=1)
    seat = SeatFactory(block=block, state="offered")
    SeatInvitationFactory(place=seat, name=f"{MARK}-Eingeladene", email="geheim-eingeladen@example.org")


def _tried_out(provider: Provider) -> None:
    """Hand in a transfer task twice, with an answer in between."""
    run = task_run(provider)
    enrolment = learner_in(run, UserFactory(full_name=f"{MARK}-Abgebende"))
    file = submissions.File(b"%PDF-", "application/pdf", f"{MARK}.pdf")
    first = handed_in(enrolment, f"{MARK}-Abgabe", file=file)
    submissions.decide(
        submission=first,
        is_accepted=False,
        feedback=f"{MARK}-Antwort",
        by=run.run_trainers.get().user,
        at=timezone.now(),
    )
    by_hand = {"kind": "completed", "reason": f"{MARK}-Grund", "by": run.run_trainers.get().user}
    Repair.objects.create(unit_result=first.unit_result, at=timezone.now(), **by_hand)
    handed_in(enrolment, f"{MARK}-Fassung", keeps_file=True)
    Run.objects.filter(pk=run.pk).update(announced_at=None)  # anybody may enrol in one that is announced


def _asked(provider: Provider) -> None:
    """Ask three rounds, of which two are counted, with a text that nobody has read."""
    questionnaire = QuestionnaireFactory(provider=provider, title=f"{MARK}-Fragebogen")
    QuestionFactory(questionnaire=questionnaire, text=f"{MARK}-Frage")
    context, codes = uuid.uuid4(), [f"a{day:02}b" for day in range(1, 6)]
    asked = {"provider": provider, "context_key": context, "title": f"{MARK}-Befragung"}
    closed_survey([2] * 5, codes=codes, **asked)
    end = open_survey(round_=Round.END, **asked)
    for code in codes:
        answer(end, {LEARNT: 4}, code=code, text=f"{MARK}-Meinung")
    rounds.close(survey=end, by=None, at=AFTERWARDS)
    answer(open_survey(round_=Round.LATER, **asked), {LEARNT: 3})


def pages_of(provider: Provider) -> Any:
    """Return the pages of the provider's section that nobody else may see; the section itself is public."""
    section = ProviderPage.objects.get(provider=provider)
    return section.get_descendants().specific()


def review_keys_of(provider: Provider) -> dict[str, list[str]]:
    """Return by URL parameter what the reviews of the provider can be asked by."""
    task = ProviderApprovalTask.objects.get(provider=provider)
    states = ProviderApproval.objects.filter(task=task)
    return {
        "task_id": [str(task.pk)],
        "task_state_id": [str(state.pk) for state in states],
        "workflow_state_id": [str(state.workflow_state_id) for state in states],
        "action_name": ["approve", "reject"],
    }


def _package(provider: Provider, trainer: Any, at: datetime) -> PackageVersion:
    version = receive_upload(
        owner=provider,
        title=f"{MARK}-Paket",
        upload=ContentFile(small_package(), name=f"{MARK}.zip"),
        by=trainer,
        at=at,
    )
    run_due(at=at)
    phones.decide(version=PackageVersion.objects.get(pk=version.pk), fit=PhoneFit.FITS, by=trainer, at=at)
    return PackageVersion.objects.get(pk=version.pk)


def _played(version: PackageVersion, provider: Provider, at: datetime) -> None:
    """Let a learner of a run play the package: saved, answered, taken over by a second device that left late work."""
    unit = live_unit(provider, kind="scorm", package=version.package, body=[])  # its title is public with its course
    days = {"starts_on": timezone.localdate(at) - timedelta(days=7), "ends_on": date(2026, 6, 26)}
    run = RunFactory(course=live_course(provider, units=[unit]), announced_at=None, **days)
    enrolment = enrolled(run, UserFactory(full_name=f"{MARK}-Spielende"), at=at)
    progress.touch(enrolment=enrolment, run_unit=run.run_units.get(), at=at)
    context_key = UnitResult.objects.get(enrolment=enrolment).public_id
    registration = register(user=enrolment.learner, context_key=context_key, version=version, at=at)
    trainer, package = make_staff("trainer", provider), version.package
    call_logs.order(package=package, registration=registration, reason=f"{MARK}-Fehler", by=trainer, at=at)
    first = open_launch(registration, at)
    line = [0, "LMSSetValue", "cmi.suspend_data", f"{MARK}-Wert", "true", "0", 1, 0, 0, 0]
    part = json.dumps({"page": 0, "number": 0, "sent": 0, "dropped": 0, "lines": [line]}).encode()
    call_logs.keep(launch=first, part=call_log.part(part), at=at)
    answered = [{"idx": 0, "set": {"id": f"{MARK}-Frage", "type": "true-false", "student_response": "t"}}]
    commit = {"cmi.core.lesson_location": f"{MARK}-Seite", "cmi.core.lesson_status": "incomplete"}
    apply(token=first.token, body=body(first, 1, commit, sco="i", inter=answered), at=at)
    unstorable = {"cmi.suspend_data": 7, f"cmi.{MARK}": "x"}
    apply(token=first.token, body=body(first, 2, unstorable, sco="i"), at=at)
    second = open_launch(registration, at)
    apply(token=second.token, body=body(second, 1, commit, sco="i"), at=at)
    apply(token=first.token, body=body(first, 2, commit, sco="i"), at=at)


def _met(provider: Provider, at: datetime) -> None:
    """Let somebody come into a room of the provider."""
    meeting = MeetingFactory(provider=provider, requested_at=at, seen_at=at)
    person = ParticipantFactory(provider=provider, context_key=meeting.context_key, first_let_in_at=at)
    stay = {"meeting": meeting, "participant": person, "external_id": f"{MARK}-{person.external_id}"}
    AttendanceInterval.objects.create(**stay, source="poll", joined_at=at, left_at=at)
    Breakout.objects.create(meeting=meeting, breakout_id=f"{MARK}-{meeting.pk}")
    Engagement.objects.create(meeting=meeting, participant=person, external_id=f"{MARK}-{person.external_id}")
    told = {"body_sha256": "0" * 64, "told": {"name": MARK}, "received_at": at}
    unplaced = {"room_id": f"{MARK}-Raum", "told": {"name": MARK}, "received_at": at}
    UnplacedEvent.objects.create(server=meeting.server, digest=f"{MARK}-{meeting.pk}"[:64], **unplaced)
    UnplacedReport.objects.create(meeting=meeting, body_sha256="0" * 64, **unplaced)
    CallbackReceipt.objects.create(meeting=meeting, kind="event", dedupe_key=f"{MARK}-{meeting.pk}", **told)
    guests.invite(
        context_key=meeting.context_key,
        provider=provider,
        name=f"{MARK}-Gästin",
        address="geheim@example.org",
        language="de",
        expires_at=at + timedelta(days=30),
        by=person.user,
        at=at,
    )
    _recorded(meeting, person.user, at)


def _recorded(meeting: Meeting, person: Any, at: datetime) -> None:
    """Let the room be recorded, and the person refuse to be in it."""
    RecordingWatch.objects.create(meeting=meeting, since=at)
    recording = RecordingFactory(meeting=meeting, record_id=f"{MARK}-{meeting.public_id}")
    RecordingFormat.objects.create(recording=recording, kind=f"{MARK}-format")
    recording_consents.ensure_text(at=at)
    text = consents.standing_text("de")
    assert text is not None
    recording_consents.decide(
        context_key=meeting.context_key, provider=meeting.provider, user=person, text=text, lets_record=False, at=at
    )


def _attended(session: RunSession, enrolment: Enrolment, trainer: User) -> None:
    """Let the learner be on a confirmed list: ticked in the room, corrected, and recognised behind another name."""
    at = session.ends_at + timedelta(minutes=5)
    room.tick(session=session, minutes={enrolment.pk: 30}, by=trainer, at=at)
    decisions.correct(session=session, enrolment=enrolment, seconds=2000, reason=f"{MARK}-Grund", by=trainer, at=at)
    name = f"{MARK}-Gast"
    decisions.recognise(session=session, external_id=name, enrolment=enrolment, by=trainer, at=at)
    attendance.confirm(session=session, ends_at=session.ends_at, by=trainer, at=at)


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
