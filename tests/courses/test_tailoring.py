"""A run is fitted to whoever booked it: within limits, without losing what somebody began. The course stays."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from courses import queries
from courses.actions import runs, tailoring
from courses.models import RunUnit, Tailoring, Unit
from courses.models.unit import Delivery
from courses.queries.adaptations import Difference
from lms.actions import progress
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import RunFactory, live_course, live_unit
from tests.factories.lms import enrolled, running_run
from tests.factories.sessions import planned

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def provider():
    return ProviderFactory(complaint_path="Beschwerden an die Leitung.")


@pytest.fixture
def trainer(provider):
    return make_staff("trainer", provider)


@pytest.fixture
def run(provider):
    """Four units of 45 minutes in two modules; the last one is optional."""
    units = [live_unit(provider, title=title) for title in ("Begriffe", "Recht", "Fälle", "Zusatz")]
    return RunFactory(course=live_course(provider, units=units, optional=units[3:]))


def version_of(run):
    found = Tailoring.objects.filter(run=run).first()
    return found.version if found else 0


def tailor(act, run, trainer, **values):
    return act(run=run, known_version=version_of(run), by=trainer, at=AT, **values)


def titles(run):
    return [item.title for item in queries.outline(run, "de").items]


def item(run, title):
    run.refresh_from_db()
    return next(found.item_id for found in queries.tailored(run).items if found.title == title)


def sentences(run):
    run.refresh_from_db()
    return [found.sentence for found in queries.adaptations(run)]


def test_a_run_that_was_not_tailored_differs_in_nothing(run):
    assert (queries.adaptations(run), queries.tailored(run).version, queries.tailored(run).limits) == (
        [],
        0,
        (135, 225),
    )


def test_the_first_change_pins_the_run(run, trainer):
    tailor(tailoring.note, run, trainer, target_group="Ausbilder*innen", language_needs="")

    run.refresh_from_db()
    assert run.opened_at == AT
    assert sentences(run) == ["Für: Ausbilder*innen"]
    assert AuditEntry.objects.filter(action="courses.run_tailored").count() == 1


def test_a_unit_is_swapped_for_another_one_of_the_provider(run, trainer, provider):
    other = live_unit(provider, title="Recht für Führungskräfte")

    tailor(tailoring.swap, run, trainer, item_id=item(run, "Recht"), unit=other)

    run.refresh_from_db()
    assert titles(run) == ["Begriffe", "Recht für Führungskräfte", "Fälle", "Zusatz"]
    assert sentences(run) == ["„Recht für Führungskräfte“ statt „Recht“ (45 statt 45 Minuten)"]
    assert [unit.title for unit in queries.units_of(run.course)] == ["Begriffe", "Recht", "Fälle", "Zusatz"]


def test_whoever_swaps_twice_has_swapped_the_one_of_the_template(run, trainer, provider):
    first, second = live_unit(provider, title="Eins"), live_unit(provider, title="Zwei")
    tailor(tailoring.swap, run, trainer, item_id=item(run, "Recht"), unit=first)

    tailor(tailoring.swap, run, trainer, item_id=item(run, "Eins"), unit=second)

    assert sentences(run) == ["„Zwei“ statt „Recht“ (45 statt 45 Minuten)"]


@pytest.mark.parametrize("which", ["stranger", "draft", "already there"])
def test_only_a_published_unit_of_the_provider_that_is_not_there_yet_is_swapped_in(run, trainer, provider, which):
    chosen = {
        "stranger": lambda: live_unit(title="Fremd"),
        "draft": lambda: Unit.objects.create(
            provider=provider, title="Entwurf", locale=run.course.locale, translation_key=uuid4()
        ),
        "already there": lambda: Unit.objects.get(title="Fälle"),
    }[which]()

    with pytest.raises((tailoring.UnitDoesNotFit, runs.UnitIsNotPublished)):
        tailor(tailoring.swap, run, trainer, item_id=item(run, "Recht"), unit=chosen)

    assert not Tailoring.objects.exists()


def test_who_comes_to_a_date_is_told_that_another_unit_is_taught_there(trainer, provider):
    taught = {"kind": "live_session", "delivery": Delivery.VIRTUAL_CLASSROOM, "min_percent": 75, "body": []}
    old, new = (live_unit(provider, title=title, **taught) for title in ("Recht", "Recht für HR"))
    run = running_run(course=live_course(provider, units=[old]))
    learner = enrolled(run).learner
    planned(run, trainer, item_id=item(run, "Recht"))
    Letter.objects.all().delete()

    tailor(tailoring.swap, run, trainer, item_id=item(run, "Recht"), unit=new)

    told = Letter.objects.filter(event="sessions_changed")
    assert {letter.recipient for letter in told} == {learner, trainer}


def test_what_is_optional_can_be_left_out_and_put_back_in_its_place(run, trainer):
    zusatz = item(run, "Zusatz")
    tailor(tailoring.leave_out, run, trainer, item_id=zusatz)
    assert (titles(run), sentences(run)) == (["Begriffe", "Recht", "Fälle"], ["„Zusatz“ entfällt (45 Minuten)"])

    tailor(tailoring.put_back, run, trainer, item_id=zusatz)

    assert (titles(run), sentences(run)) == (["Begriffe", "Recht", "Fälle", "Zusatz"], [])


def test_what_was_swapped_comes_back_with_its_own_key(run, trainer, provider):
    recht = item(run, "Recht")
    tailor(tailoring.swap, run, trainer, item_id=recht, unit=live_unit(provider, title="Anderes"))

    tailor(tailoring.put_back, run, trainer, item_id=recht)

    assert (titles(run), item(run, "Recht"), sentences(run)) == (["Begriffe", "Recht", "Fälle", "Zusatz"], recht, [])


def test_what_is_required_is_not_left_out(run, trainer):
    with pytest.raises(tailoring.ItemIsRequired):
        tailor(tailoring.leave_out, run, trainer, item_id=item(run, "Recht"))


def test_an_own_case_stands_in_this_run_alone(run, trainer, provider):
    text = "Eine Kundin sagt: <Nein>.\n\nWas tun Sie?"

    tailor(tailoring.add_case, run, trainer, after=item(run, "Fälle"), title="Am Empfang", text=text, minutes=30)

    assert titles(run) == ["Begriffe", "Recht", "Fälle", "Am Empfang", "Zusatz"]
    assert sentences(run) == ["Eigener Fall: „Am Empfang“ (30 Minuten)"]
    case = RunUnit.objects.get(run=run, position=3).unit
    assert queries.case_text(case) == text
    assert "&lt;Nein&gt;" in str(queries.unit_body(RunUnit.objects.get(run=run, position=3), "de").body)
    assert "Am Empfang" not in list(Unit.library.values_list("title", flat=True))


def test_the_database_keeps_an_own_case_from_being_published(run, trainer):
    tailor(tailoring.add_case, run, trainer, after=item(run, "Fälle"), title="Am Empfang", text="Wort", minutes=30)

    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(case_of=run).update(live=True)


def test_an_own_case_is_rewritten_and_goes_with_its_place(run, trainer):
    tailor(tailoring.add_case, run, trainer, after=item(run, "Fälle"), title="Am Empfang", text="Wort", minutes=30)
    values = {"title": "Im Lager", "text": "Anderes", "minutes": 20}
    tailor(tailoring.change_case, run, trainer, item_id=item(run, "Am Empfang"), **values)
    assert sentences(run) == ["Eigener Fall: „Im Lager“ (20 Minuten)"]

    tailor(tailoring.leave_out, run, trainer, item_id=item(run, "Im Lager"))

    assert (sentences(run), Unit.objects.filter(case_of=run).count()) == ([], 0)


def test_the_whole_stays_within_a_quarter_of_the_template(run, trainer):
    recht = item(run, "Recht")
    tailor(tailoring.set_minutes, run, trainer, minutes={recht: 90})
    assert sentences(run) == ["„Recht“ dauert 90 statt 45 Minuten"]

    with pytest.raises(tailoring.TooFarFromTemplate) as refused:
        tailor(tailoring.set_minutes, run, trainer, minutes={recht: 91})

    assert (refused.value.planned, refused.value.lowest, refused.value.highest) == (226, 135, 225)
    assert RunUnit.objects.get(run=run, item_id=recht).minutes == 90


def test_a_unit_takes_at_least_a_minute(run, trainer):
    with pytest.raises(tailoring.MinutesAreWrong):
        tailor(tailoring.set_minutes, run, trainer, minutes={item(run, "Recht"): 0})


def test_units_move_one_by_one_and_into_the_next_module(run, trainer):
    tailor(tailoring.move, run, trainer, item_id=item(run, "Recht"), is_up=True)
    assert titles(run) == ["Recht", "Begriffe", "Fälle", "Zusatz"]
    run.refresh_from_db()
    assert [found.kind for found in queries.adaptations(run)] == [Difference.ORDER]

    tailor(tailoring.move, run, trainer, item_id=item(run, "Begriffe"), is_up=False)

    assert [len(module.items) for module in queries.outline(run, "de").modules] == [1, 3]
    assert titles(run) == ["Recht", "Begriffe", "Fälle", "Zusatz"]


def test_the_first_one_moves_no_further(run, trainer):
    tailor(tailoring.move, run, trainer, item_id=item(run, "Begriffe"), is_up=True)

    assert not Tailoring.objects.exists()


def begin(run, title, trainer):
    learner = enrolled(run, UserFactory(), at=AT)
    progress.touch(enrolment=learner, run_unit=RunUnit.objects.get(run=run, item_id=item(run, title)), at=AT)


def test_what_somebody_has_begun_stays(run, trainer, provider):
    begin(run, "Zusatz", trainer)
    zusatz = item(run, "Zusatz")

    for act, values in (
        (tailoring.swap, {"unit": live_unit(provider, title="Anderes")}),
        (tailoring.leave_out, {}),
    ):
        with pytest.raises(tailoring.ItemIsBegun):
            tailor(act, run, trainer, item_id=zusatz, **values)
    with pytest.raises(tailoring.ItemIsBegun):
        tailor(tailoring.set_minutes, run, trainer, minutes={zusatz: 40})
    tailor(tailoring.move, run, trainer, item_id=zusatz, is_up=True)

    assert titles(run) == ["Begriffe", "Recht", "Zusatz", "Fälle"]


def test_the_database_keeps_what_somebody_has_begun_even_if_nobody_asks(run, trainer):
    begin(run, "Zusatz", trainer)

    with pytest.raises(ProtectedError):
        RunUnit.objects.get(run=run, item_id=item(run, "Zusatz")).delete()


def test_what_two_see_at_once_only_the_first_one_changes(run, trainer):
    tailor(tailoring.note, run, trainer, target_group="Team A", language_needs="")

    with pytest.raises(tailoring.TailoringHasChanged):
        tailoring.note(run=run, known_version=0, target_group="Team B", language_needs="", by=trainer, at=AT)

    assert sentences(run) == ["Für: Team A"]


def test_a_run_that_is_over_is_not_tailored(run, trainer):
    after = datetime(2026, 6, 27, 9, tzinfo=UTC)

    with pytest.raises(tailoring.RunIsFinished):
        tailoring.note(run=run, known_version=0, target_group="X", language_needs="", by=trainer, at=after)


def test_a_called_off_run_is_not_tailored(run, trainer):
    runs.cancel_run(run=run, reason="Niemand", by=trainer, at=AT)

    with pytest.raises(runs.RunIsOver):
        tailor(tailoring.note, run, trainer, target_group="X", language_needs="")
