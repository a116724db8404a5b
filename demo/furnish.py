"""
Furnishing the demo: everything is done by the actions that people's clicks call, so the demo also tries them.

Running it again adds what is missing and keeps what is there. It writes no model itself; a test sees to that.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.actions import groups, memberships, organisations
from accounts.actions.personas import create_persona, require_demo
from accounts.models import Network, Programme, Provider, User
from accounts.roles import BY_KEY, Permission
from admissions.queries import free_places
from courses import queries as course_queries
from courses.actions import drafting, publishing, runs
from courses.models import Course, Occupation, Run, Unit
from demo import packages, personas
from demo.content import diversity_basics, office_management
from demo.content.shape import CourseText, UnitText
from jobs.actions import run_due
from lms.actions import enrolments, progress
from lms.models import Enrolment
from scorm.actions.packages import receive_upload
from scorm.models import Package

FUNDING = (
    "Das Netzwerk wird im Rahmen des Förderprogramms IQ – Integration durch Qualifizierung durch das "
    "Bundesministerium für Arbeit und Soziales und die Europäische Union über den Europäischen Sozialfonds Plus "
    "gefördert und vom Bundesamt für Migration und Flüchtlinge administriert. (Demo)"
)
NETWORKS = (("NI", "Demo-Netzwerk Niedersachsen"), ("NW", "Demo-Netzwerk Nordrhein-Westfalen"))
RUN_LENGTH = timedelta(weeks=16)


def furnish(*, at: datetime) -> None:
    """Bring the demo to its full state as of `at`. Raises NotTheDemo outside the demo settings."""
    require_demo()
    providers = _organisations(at)
    people = _people(providers, at)
    office = _course(office_management.COURSE, providers[personas.LEINE], people["petra"], at)
    diversity = _course(diversity_basics.COURSE, providers[personas.EMSCHER], people["selin"], at)
    for course, trainer in ((office, people["petra"]), (diversity, people["selin"])):
        keep_a_run_open(course=course, by=trainer, at=at)
    _learners_under_way(office, people, at)


def _organisations(at: datetime) -> dict[str, Provider]:
    programme = Programme.objects.first() or organisations.found_programme(
        name="Integration durch Qualifizierung (IQ)", by=None, at=at
    )
    networks = {}
    for code, name in NETWORKS:
        network = Network.objects.filter(code=code).first()
        if network is None:
            network = organisations.found_network(programme=programme, name=name, code=code, by=None, at=at)
            organisations.add_funding_period(
                network=network,
                starts_on=date(at.year, 1, 1),
                ends_on=date(at.year + 2, 12, 31),
                statement=FUNDING,
                by=None,
                at=at,
            )
        networks[code] = network
    return {
        personas.LEINE: _provider(
            networks["NI"], personas.LEINE, "Bildungswerk Leine", "Musterstraße 12\n30159 Hannover", "Hannover", at
        ),
        personas.EMSCHER: _provider(
            networks["NW"],
            personas.EMSCHER,
            "Lernhaus Emscher",
            "Beispielallee 3\n45879 Gelsenkirchen",
            "Gelsenkirchen",
            at,
        ),
    }


def _provider(network: Network, slug: str, name: str, address: str, city: str, at: datetime) -> Provider:
    known = Provider.objects.filter(slug=slug).first()
    return known or organisations.found_provider(
        network=network,
        name=name,
        slug=slug,
        address=address,
        city=city,
        complaint_path=(
            "Sprechen Sie zuerst mit der Kursleitung. Wenn das nicht hilft, schreiben Sie an "
            f"beschwerde@{slug}.example. Sie erhalten innerhalb von 14 Tagen eine Antwort."
        ),
        by=None,
        at=at,
    )


def _people(providers: dict[str, Provider], at: datetime) -> dict[str, User]:
    people = {}
    for persona in personas.PERSONAS:
        is_staff = not persona.is_learner and Permission.ENTER_BACK_OFFICE in BY_KEY[persona.role].permissions
        person = create_persona(
            username=persona.username,
            password=personas.PASSWORD,
            full_name=persona.full_name,
            original_name=persona.original_name,
            email=persona.email,
            language=persona.language,
            with_second_factor=is_staff,
            at=at,
        )
        if not persona.is_learner:
            memberships.grant(user=person, role=persona.role, provider=providers[persona.provider_slug], by=None, at=at)
            groups.sync(person)
        people[persona.key] = person
    for username, full_name, original_name, language in personas.FELLOW_LEARNERS:
        people[username] = create_persona(
            username=username,
            password=personas.PASSWORD,
            full_name=full_name,
            original_name=original_name,
            language=language,
            with_second_factor=False,
            at=at,
        )
    return people


def _course(text: CourseText, provider: Provider, trainer: User, at: datetime) -> Course:
    known = Course.objects.filter(slug=text.slug, provider=provider).first()
    if known is not None:
        return known
    modules = [
        drafting.DraftModule(module.title, [(_unit(unit, provider, trainer, at), False) for unit in module.units])
        for module in text.modules
    ]
    course = drafting.draft_course(
        provider=provider,
        modules=modules,
        by=trainer,
        title=text.title,
        slug=text.slug,
        number=text.number,
        offer_kind=text.offer_kind,
        summary=text.summary,
        goals=text.goals,
        target_group=text.target_group,
        prerequisites=text.prerequisites,
        methods=text.methods,
        assessment=text.assessment,
        equipment=text.equipment,
        cefr_entry=text.cefr_entry,
        cefr_goal=text.cefr_goal,
        occupation=Occupation.objects.filter(kldb__startswith=text.occupation_code).first()
        if text.occupation_code
        else None,
        cost_note="Die Teilnahme ist kostenfrei.",
        cancellation="Sie können sich jederzeit abmelden. Es entstehen keine Kosten.",
        data_protection=(
            "Gespeichert werden Name, Lernfortschritt und Bescheinigung. Ihr Arbeitgeber sieht keine Lernergebnisse."
        ),
        contact_name=trainer.full_name,
        contact_email=f"kurse@{provider.slug}.example",
    )
    return publishing.publish_course(course=course, by=trainer)


def _occupation(kldb: str) -> Occupation | None:
    return Occupation.objects.filter(kldb__startswith=kldb).first() if kldb else None


def _unit(text: UnitText, provider: Provider, trainer: User, at: datetime) -> Unit:
    names = {"heading": "heading", "paragraph": "text", "important": "callout"}
    body = [
        (names[kind], {"kind": "important", "text": value} if kind == "important" else value)
        for kind, value in text.body
    ]
    return drafting.draft_unit(
        provider=provider,
        title=text.title,
        teaching_units=text.teaching_units,
        body=body,
        package=_package(text.package, text.title, provider, trainer, at) if text.package else None,
        subject_goal=text.subject_goal,
        language_goal=text.language_goal,
        by=trainer,
    )


def _package(name: str, title: str, provider: Provider, trainer: User, at: datetime) -> Package:
    upload = ContentFile(packages.build_named(name), name=f"{name}.zip")
    version = receive_upload(owner=provider, title=title, upload=upload, by=trainer, at=at)
    run_due(at=at)  # the check that a worker does for everybody else
    return version.package


def keep_a_run_open(*, course: Course, by: User, at: datetime) -> Run:
    """
    Return a run of the course that learners can enter now, so that something is always on.

    A furnished run on which nothing has happened yet moves to today; otherwise a further run is planned.
    """
    today = timezone.localdate(at)
    furnished = list(course_queries.current_runs(course, at=at))
    for run in furnished:
        if run.enrol_from <= today <= run.enrol_until - timedelta(days=3):
            return run
    plan = {
        "starts_on": today - timedelta(days=7),
        "ends_on": today + RUN_LENGTH,
        "enrol_from": today - timedelta(days=21),
        "enrol_until": today + timedelta(days=28),
        "capacity": 16,
    }
    planned = Run.objects.filter(course=course, cancelled_at=None, archived_at=None, opened_at=None)
    untouched = next((run for run in planned if free_places(run, at) == run.capacity), None)
    if untouched is not None:
        return runs.change_run(run=untouched, by=by, at=at, trainers=[by], plan=plan)
    run = runs.plan_run(course=course, by=by, at=at, trainers=[by], **plan)
    return runs.announce_run(run=run, by=by, at=at)


def _learners_under_way(course: Course, people: dict[str, User], at: datetime) -> None:
    run = course_queries.current_runs(course, at=at).first()
    if run is None:
        return
    for steps, (username, *_rest) in zip((5, 2, 0), personas.FELLOW_LEARNERS, strict=True):
        if Enrolment.objects.filter(run__course=course, learner=people[username]).exists():
            continue  # they have begun; what they do next is up to whoever visits
        enrolment = enrolments.enrol(run=run, learner=people[username], by=people[username], at=at)
        text_units = [unit for unit in enrolment.run.run_units.order_by("position") if unit.unit.kind == Unit.Kind.TEXT]
        for run_unit in text_units[:steps]:
            progress.complete_text_unit(enrolment=enrolment, run_unit=run_unit, at=at)
