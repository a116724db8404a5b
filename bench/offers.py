"""Published courses in any number for benches, written in bulk; what visitors see of them is made by the product."""

from __future__ import annotations

import json
import random
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from wagtail.models import Locale

from accounts.models import Network, Provider, Region
from courses.actions import catalogue
from courses.models import CefrLevel, Course, Occupation, Run, Unit
from tests.factories.accounts import NetworkFactory, ProviderFactory

SUBJECT_WORDS = """
Fachsprache Übergabe Dokumentation Anamnese Krankengeschichte Buchführung Geschäftsbrief Schutzmaßnahmen Gebäudetechnik
Entgeltabrechnung Arbeitsrecht Vertragsrecht Statik Unterrichtsplanung Elternarbeit Pharmakologie Notfallmedizin
Bewegungslehre Befundaufnahme Messtechnik Projektleitung Baurecht Hygiene Wundversorgung Ethik Datenschutz
Kundenberatung Angebotserstellung Beschaffung Personalwesen Steuerung Kommunikation Prüfungstraining
"""
SUBJECTS = SUBJECT_WORDS.split()
SHAPES = (
    "{subject} für Fachkräfte",
    "Anpassungsqualifizierung {subject}",
    "{subject} und {other} kompakt",
    "Vorbereitung auf die Kenntnisprüfung: {subject}",
    "Deutsch im Beruf: {subject}",
    "{subject} im Arbeitsalltag",
)
CITY_WORDS = "Hannover Göttingen Osnabrück Leer Celle Cuxhaven Nordhorn Wolfsburg Gelsenkirchen Bottrop Münster Köln"
CITIES = CITY_WORDS.split()
UNITS = 12


def furnish(count: int, *, seed: int = 1) -> list[Course]:
    """Publish `count` courses of twelve providers, four in five with a run, one in ten described in Arabic as well."""
    dice = random.Random(seed)
    units = {provider.pk: _units(provider) for provider in _providers()}
    german, arabic = (Locale.objects.get(language_code=code) for code in ("de", "ar"))
    occupations = [*Occupation.objects.all(), None]
    courses = Course.objects.bulk_create(
        [_course(number, dice, german, occupations, units) for number in range(count)], batch_size=500
    )
    Course.objects.bulk_create([_arabic(course, arabic) for course in courses[::10]], batch_size=500)
    Run.objects.bulk_create([_run(course, dice) for course in courses if dice.random() < 0.8], batch_size=500)
    catalogue.rebuild()
    return courses


def _providers() -> list[Provider]:
    networks: list[Network] = [NetworkFactory() for _ in range(3)]
    regions = [Region.objects.get_or_create(name=f"Region {city}", land="NI")[0] for city in CITIES[:6]]
    return [
        ProviderFactory(
            network=networks[number % 3],
            region=regions[number % 6],
            city=city,
            name=f"Bildungswerk {city}",
            complaint_path="an die Leitung",
        )
        for number, city in enumerate(CITIES)
    ]


def _units(provider: Provider) -> list[Unit]:
    locale = Locale.objects.get(language_code="de")
    return Unit.objects.bulk_create(
        Unit(
            provider=provider,
            title=f"{subject}: Grundlagen",
            locale=locale,
            live=True,
            teaching_units=Decimal(4),
            translation_key=uuid.uuid4(),
        )
        for subject in SUBJECTS
    )


def _course(
    number: int, dice: random.Random, locale: Locale, occupations: list[Any], units: dict[int, list[Unit]]
) -> Course:
    provider_id = dice.choice(list(units))
    subject, other = dice.sample(SUBJECTS, 2)
    title = f"{dice.choice(SHAPES).format(subject=subject, other=other)} {number}"
    items = [
        {"type": "item", "id": str(uuid.uuid4()), "value": {"unit": unit.pk}}
        for unit in dice.sample(units[provider_id], UNITS)
    ]
    return Course(
        provider_id=provider_id,
        locale=locale,
        translation_key=uuid.uuid4(),
        live=True,
        title=title,
        slug=f"angebot-{number}-{uuid.uuid4().hex[:8]}",  # unlike those of the bench before
        offer_kind=dice.choice(Course.OfferKind.values),
        occupation=dice.choice(occupations),
        summary=f"Sie lernen {subject} und {other} in kleinen Gruppen, mit viel Zeit für Fragen und Übungen.",
        goals="".join(f"<li>Sie können {word} anwenden.</li>" for word in dice.sample(SUBJECTS, 6)),
        target_group="Menschen mit einem Abschluss aus dem Ausland, die in Deutschland arbeiten wollen.",
        prerequisites="Bescheid mit teilweiser Gleichwertigkeit, Deutsch wie angegeben.",
        methods="Virtuelles Klassenzimmer, Selbstlernphasen, Aufgaben mit Rückmeldung.",
        assessment="Aufgaben in jeder Einheit und ein Gespräch am Ende.",
        cefr_entry=dice.choice(CefrLevel.values[1:5]),
        cefr_goal=dice.choice(CefrLevel.values[3:]),
        target_groups=dice.sample(Course.TargetGroup.values, 2),
        format=dice.choice(Course.Format.values),
        contact_email="kurse@example.org",
        curriculum=json.dumps(
            [{"type": "module", "id": str(uuid.uuid4()), "value": {"title": f"Modul {subject}", "items": items}}]
        ),
    )


def _arabic(source: Course, locale: Locale) -> Course:
    return Course(
        provider_id=source.provider_id,
        locale=locale,
        translation_key=source.translation_key,
        translation_of=source,
        live=True,
        title=f"دورة التأهيل المهني {source.slug.split('-')[1]}",
        slug=source.slug,
        summary="تتعلمون في مجموعات صغيرة مع وقت كاف للأسئلة والتمارين.",
        goals="<p>يمكنكم كتابة التقارير والتحدث مع الزملاء.</p>",
    )


def _run(course: Course, dice: random.Random) -> Run:
    starts = timezone.localdate() + timedelta(days=dice.randint(-60, 240))
    return Run(
        course=course,
        starts_on=starts,
        ends_on=starts + timedelta(days=120),
        enrol_from=starts - timedelta(days=90),
        enrol_until=starts + timedelta(days=dice.choice((-10, 14))),
        capacity=16,
        times_of_day=dice.sample(Run.TimeOfDay.values, dice.randint(1, 2)),
        announced_at=timezone.now(),
    )
