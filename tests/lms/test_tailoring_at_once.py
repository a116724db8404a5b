"""A run is fitted while somebody else fits it, while it opens, and while somebody learns in it."""

from threading import Event
from time import sleep

import pytest

from courses import queries
from courses.actions import runs, tailoring
from courses.models import RunUnit, Tailoring
from lms.actions import enrolments, progress
from lms.models import Enrolment, UnitResult
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import live_course, live_unit
from tests.factories.lms import enrolled, running_run
from tests.threads import at_once, only_on_postgresql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture(autouse=True)
def on_postgresql():
    only_on_postgresql()


@pytest.fixture
def run():
    """Four units of 45 minutes; the last one is optional."""
    provider = ProviderFactory(complaint_path="Beschwerden an die Leitung.")
    units = [live_unit(provider, title=title) for title in ("Begriffe", "Recht", "Fälle", "Zusatz")]
    return running_run(course=live_course(provider, units=units, optional=units[3:]))


def trainers_of(run, count=2):
    return [make_staff("trainer", run.course.provider) for _each in range(count)]


def titles(run):
    run.refresh_from_db()
    return [item.title for item in queries.outline(run, "de").items]


def item(run, title):
    run.refresh_from_db()
    return next(found.item_id for found in queries.tailored(run).items if found.title == title)


def tried(act, **values):
    try:
        return act(**values)
    except (tailoring.TailoringHasChanged, tailoring.ItemIsBegun, progress.UnitIsGone) as refusal:
        return refusal


def opened_count():
    return AuditEntry.objects.filter(action="courses.run_opened").count()


def test_of_two_trainers_who_save_at_once_one_is_kept_and_the_other_is_told(run, at):
    first, second = trainers_of(run)
    texts = {first: "Ausbilder*innen", second: "Führungskräfte"}

    answers = at_once(
        [
            lambda by=by, text=text: tried(
                tailoring.note, run=run, known_version=0, target_group=text, language_needs="", by=by, at=at
            )
            for by, text in texts.items()
        ]
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Tailoring", "TailoringHasChanged"]
    kept = Tailoring.objects.get()
    assert (kept.version, kept.target_group) == (1, texts[kept.changed_by])
    assert (RunUnit.objects.filter(run=run).count(), opened_count()) == (4, 1)


def test_two_trainers_who_saw_the_same_state_never_both_change_it(run, at):
    first, second = trainers_of(run)
    tailoring.note(run=run, known_version=0, target_group="Team", language_needs="", by=first, at=at)
    law, extra = item(run, "Recht"), item(run, "Zusatz")

    answers = at_once(
        [
            lambda: tried(tailoring.leave_out, run=run, known_version=1, item_id=extra, by=first, at=at),
            lambda: tried(tailoring.move, run=run, known_version=1, item_id=law, is_up=True, by=second, at=at),
        ]
    )

    assert sorted(type(answer).__name__ for answer in answers) == ["Tailoring", "TailoringHasChanged"]
    assert titles(run) in (["Begriffe", "Recht", "Fälle"], ["Recht", "Begriffe", "Fälle", "Zusatz"])
    assert Tailoring.objects.get().version == 2


@pytest.mark.parametrize("who", ["the first learner", "the scheduler"])
def test_a_run_that_opens_while_it_is_tailored_is_pinned_once_and_tailored(run, at, who):
    (trainer,), person = trainers_of(run, 1), UserFactory()
    extra = item(run, "Zusatz")
    opening = {
        "the first learner": lambda: enrolments.enrol(run=run, learner=person, by=person, at=at),
        "the scheduler": lambda: runs.open_due_runs(at=at),
    }[who]

    at_once([opening, lambda: tried(tailoring.leave_out, run=run, known_version=0, item_id=extra, by=trainer, at=at)])

    assert (titles(run), opened_count()) == (["Begriffe", "Recht", "Fälle"], 1)
    assert len(Tailoring.objects.get().items) == 4
    assert Enrolment.objects.count() == (who == "the first learner")


@pytest.mark.parametrize("act", [progress.touch, progress.complete_text_unit])
def test_what_somebody_opens_while_it_is_left_out_is_gone_and_not_begun(run, at, act, monkeypatch):
    (trainer,), enrolment = trainers_of(run, 1), enrolled(run)
    extra = RunUnit.objects.get(run=run, item_id=item(run, "Zusatz"))
    is_looked_at = Event()

    def slowly(_run):
        """Say that nobody has begun anything, and take the time in which somebody does."""
        is_looked_at.set()
        sleep(0.5)
        return ()

    def open_then():
        is_looked_at.wait(timeout=30)
        return tried(act, enrolment=enrolment, run_unit=extra, at=at)

    monkeypatch.setattr(tailoring, "_begun_items", [*tailoring._begun_items, slowly])

    opened, left_out = at_once(
        [
            open_then,
            lambda: tried(tailoring.leave_out, run=run, known_version=0, item_id=extra.item_id, by=trainer, at=at),
        ]
    )

    assert (type(opened), type(left_out)) == (progress.UnitIsGone, Tailoring)
    assert (titles(run), UnitResult.objects.count()) == (["Begriffe", "Recht", "Fälle"], 0)
