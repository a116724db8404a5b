"""
HR reads seats and figures, and nothing of how anybody learns or of any other employer, whatever address is asked.

Every registered URL is asked with the keys of the own and of another employer's rows, first with neither works
agreement nor anything shared, then the pages that answered once more in every other setting. What HR must never read
carries a mark.
"""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from django.db import transaction

from diversity_training.actions import sharing
from diversity_training.models import TrainingRequest
from lms.actions import attendance, room
from lms.actions import attendance_decisions as decisions
from lms.models import Enrolment, EntryRequest, SessionAttendance, UnitResult
from lms.queries.surveys import context_of
from surveys.actions import rounds
from surveys.models import Round
from tests.architecture.urls import Url, all_urls
from tests.architecture.world import rows_of
from tests.clients import SignedInClient
from tests.diversity_training.test_desk import hr_of
from tests.factories.accounts import EmployerFactory
from tests.factories.diversity_training import DELIVERED_AT, booked_training, delivered, takes_part
from tests.factories.sessions import planned, trainer_of
from tests.factories.submissions import handed_in, task_run
from tests.factories.surveys import AFTERWARDS, LEARNT, answer, open_survey

pytestmark = pytest.mark.django_db
MARK = "GEHEIM"  # what somebody wrote, or was written about them
OTHERS = "FREMD"  # another employer, its people, what it asked for
OWN = "KOLLEGIN"  # the names of HR's own people, as in their accounts
SCORE, SECONDS = Decimal("0.7319"), 283_860  # 73 %, and 4731 minutes
TRACES = ("0.7319", "0,7319", "73 %", "73\u202f%", "73,19", "283860", "283.860", "4731", "4.731", "78:51")
MOST_VALUES = 27
ABOUT_TRAINING = {"admissions", "certificates", "courses", "diversity_training", "lms", "surveys"}


class Firms:
    """Two employers with delivered trainings at one provider; their people have results, texts and a date."""

    def __init__(self) -> None:
        self.own = _booking("Metallbau Weser", OWN)
        provider = self.own.provider
        self.other = _booking(f"{OTHERS}-Betrieb", OTHERS, provider)
        _surveyed(self.own)
        self.hr = hr_of(self.own.employer)
        self.people = list(Enrolment.objects.filter(run=self.own.run).order_by("pk"))

    def agree(self, reference: str) -> None:
        TrainingRequest.objects.filter(pk=self.own.pk).update(works_agreement_ref=reference)

    def share(self, *, is_shared: bool) -> None:
        for person in self.people[:2]:
            sharing.decide(
                enrolment=person,
                employer=self.own.employer,
                is_shared=is_shared,
                by=person.learner,
                at=DELIVERED_AT,
            )


def _booking(name: str, mark: str, provider: Any = None) -> TrainingRequest:
    run = task_run(provider)
    booking = booked_training(
        seats=9,
        run=run,
        employer=EmployerFactory(name=name),
        organisation=name,
        contact_name=f"{mark}-Kontakt" if mark == OTHERS else "Karin Petersen",
        message=f"{mark}-Nachricht" if mark == OTHERS else "",
    )
    people = [takes_part(booking, attends=False, full_name=f"{mark}-{number}") for number in range(7)]
    for person in people[:6]:
        handed_in(person, text=f"{MARK}-Text von {mark}")
        _learnt(person)
    EntryRequest.objects.create(
        run=run, course=run.course, learner=people[0].learner, reason=f"{MARK}-Anliegen", asked_at=DELIVERED_AT
    )
    _attended(booking, people[0])
    return delivered(booking)


def _learnt(person: Enrolment) -> None:
    UnitResult.objects.filter(enrolment=person).update(score=SCORE, success="passed", total_seconds=SECONDS)
    Enrolment.objects.filter(pk=person.pk).update(state="completed", completed_at=DELIVERED_AT)


def _attended(booking: TrainingRequest, person: Enrolment) -> None:
    """Let the person be on a confirmed list that somebody corrected."""
    trainer = trainer_of(booking.run)
    session = planned(booking.run, trainer, mode="on_site", place="Werkhalle")
    at = session.ends_at + timedelta(minutes=5)
    room.tick(session=session, minutes={person.pk: 30}, by=trainer, at=at)
    decisions.correct(session=session, enrolment=person, seconds=2000, reason=f"{MARK}-Grund", by=trainer, at=at)
    attendance.confirm(session=session, ends_at=session.ends_at, by=trainer, at=at)
    SessionAttendance.objects.filter(enrolment=person).update(measured_seconds=SECONDS)


def _surveyed(booking: TrainingRequest) -> None:
    """Let four people answer: too few to be told, with a text that nobody reads."""
    survey = open_survey(provider=booking.provider, context_key=context_of(booking.run), round_=Round.END)
    for _ in range(4):
        answer(survey, {LEARNT: 4}, text=f"{MARK}-Meinung")
    rounds.close(survey=survey, by=None, at=AFTERWARDS)


@pytest.fixture
def firms(ready_fonts: None) -> Firms:
    return Firms()


def _keys(firms: Firms) -> tuple[list[str], list[str]]:
    """Return what stands in URLs for rows of each kind, one of either employer: countable keys, and opaque ones."""
    numbers: set[str] = set()
    opaque: dict[str, None] = {}
    for model, rows in rows_of(firms.own.provider):
        if model._meta.app_label not in ABOUT_TRAINING:
            continue
        for row in (rows.order_by("pk").first(), rows.order_by("pk").last()):
            if isinstance(getattr(row, "pk", None), int):
                numbers.add(str(row.pk))
            for field in model._meta.concrete_fields:
                if field.name in {"public_id", "slug"} and getattr(row, field.name, None):
                    opaque[str(getattr(row, field.name))] = None
    for employer in (firms.own.employer, firms.other.employer):
        opaque[str(employer.public_id)] = None
    for booking in (firms.own, firms.other):
        opaque[str(booking.public_id)] = None
    return sorted(numbers), list(opaque)


def _fillings(url: Url, firms: Firms, numbers: list[str], opaque: list[str]) -> Iterator[dict[str, str]]:
    """Yield parameter sets with keys of both employers' rows, each where it would open something."""
    uuids = [str(pk) for pk in UnitResult.objects.values_list("item_id", flat=True).distinct()]
    people = Enrolment.objects.filter(run__in=[firms.own.run, firms.other.run]).order_by("run_id", "pk")
    known = {
        "enrolment_id": [str(person.public_id) for person in (people[0], people[7])],
        "run_id": [str(booking.run.public_id) for booking in (firms.own, firms.other)],
        "employer_id": [str(booking.employer.public_id) for booking in (firms.own, firms.other)],
        "item_id": uuids,
        "table": ["antworten"],
        "file_format": ["csv", "xlsx"],
        "format": ["csv", "xlsx"],
        "language": ["de"],
        "year": ["2026"],
        "month": ["3"],
        "path": ["index.html"],
    }
    choices = []
    for name, converter in url.params:
        if name in known:
            choices.append(known[name])
        elif converter == "int" or name in {"pk", "object_id"}:
            choices.append(numbers[:2])
        else:
            choices.append(uuids if converter == "uuid" else opaque)
    names = [name for name, _converter in url.params]
    combined = zip(*map(itertools.cycle, choices), strict=False) if len(choices) > 1 else itertools.product(*choices)
    # The back office opens to nobody of an employer, so that a few keys of each kind are enough there.
    most = 1 if url.route.startswith("admin/") else MOST_VALUES
    return (dict(zip(names, values, strict=True)) for values in itertools.islice(combined, most if names else 1))


def _leaks(text: str, *, named: int) -> list[str]:
    """Return the marks in the page; `named` says how many of the own people may stand there by name."""
    found = [mark for mark in (f"{MARK}-", f"{OTHERS}-", *TRACES) if mark in text]
    return found + [
        name for name in {f"{OWN}-{number}" for number in range(7)} if int(name[-1]) >= named and name in text
    ]


def _text(response: Any) -> str:
    """Return everything that can be read in an answer, the cells of a workbook and the words of a PDF included."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return str(content.decode("utf-8", "replace"))


def _crawl(firms: Firms, paths: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """Ask every path (path -> URL name) as HR; return those that answered, and what broke."""
    client = SignedInClient(raise_request_exception=False)
    client.force_login(firms.hr)
    cookies = client.cookies.output(header="", sep=";")
    texts: dict[str, str] = {}
    broken: list[str] = []
    for path, name in paths.items():
        with transaction.atomic():
            client.cookies.load(cookies)  # some of what is asked signs people out
            response = client.get(path, {"q": MARK, "suche": MARK, "p": "1"})
            text = _text(response)
            if response.status_code == 200:
                texts[path] = text
            if response.status_code >= 500 or (response.status_code != 200 and _leaks(text, named=0)):
                broken.append(f"{name} {path}: {response.status_code} {_leaks(text, named=0)}")
            transaction.set_rollback(True)
    return texts, broken


@pytest.mark.services  # thousands of pages: once is enough, on the database of real installations
def test_hr_reads_nothing_of_results_texts_or_other_employers_in_any_setting(firms: Firms) -> None:
    numbers, opaque = _keys(firms)
    paths = {
        url.fill(values): url.name
        for url in all_urls()
        if url.host == "platform"
        for values in _fillings(url, firms, numbers, opaque)
    }
    texts, broken = _crawl(firms, paths)
    leaks = [f"{path}: {_leaks(text, named=0)}" for path, text in texts.items() if _leaks(text, named=0)]
    assert (broken, leaks) == ([], [])
    assert f"/de/betrieb/buchung/{firms.own.public_id}/" in texts  # asked as somebody who does see something
    answered = {path: paths[path] for path in texts}
    for reference, is_shared in (("", True), ("BV 7/2026", True), ("BV 7/2026", False)):
        firms.agree(reference)
        firms.share(is_shared=is_shared)
        texts, broken = _crawl(firms, answered)
        named = 7 if reference else 2
        leaks = [f"{path}: {_leaks(text, named=named)}" for path, text in texts.items() if _leaks(text, named=named)]
        assert (reference, is_shared, broken, leaks) == (reference, is_shared, [], [])
        naming = {paths[path] for path, text in texts.items() if f"{OWN}-0" in text}
        assert naming == {
            "diversity_training:desk_people",
            "diversity_training:trained",
            "diversity_training:trained_export",
        }


def test_the_marks_are_seen_by_who_may_see_them(firms: Firms) -> None:
    """Without this, the test above could pass because nothing is shown to anybody."""
    client = SignedInClient()
    client.force_login(firms.people[0].learner)
    result = UnitResult.objects.filter(enrolment=firms.people[0]).order_by("pk")[0]
    pages = [f"/de/lernen/{firms.people[0].public_id}/{result.item_id}/"]
    assert MARK in "".join(_text(client.get(page)) for page in pages)
    client.force_login(hr_of(firms.other.employer))
    assert OTHERS in _text(client.get("/de/betrieb/"))
