"""Where the employer wants no survey, nobody in its training is asked; what the run teaches stays the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.actions import tailoring
from courses.actions.runs import open_run
from courses.models import Course, Run
from courses.models.agg import AggContent
from courses.queries.certified import agg_contents_of
from diversity_training.actions import steps
from diversity_training.models import TrainingRequest
from lms.queries import surveys
from tests.diversity_training.bookings import NOW, Way
from tests.factories.courses import live_unit
from tests.factories.diversity_training import live_offer
from tests.factories.surveys import QuestionFactory, QuestionnaireFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ready_fonts")]


def accepted(**request):
    """Return a booking whose offer was accepted, of a course with a text and a survey before and after it."""
    way = Way(**request)
    provider = way.booking.provider
    questionnaire = QuestionnaireFactory(provider=provider)
    QuestionFactory(questionnaire=questionnaire, is_asked_at_end=True)
    asked = {"kind": "survey", "questionnaire": questionnaire, "teaching_units": 0, "body": []}
    units = [
        live_unit(provider, survey_round="before", **asked),
        live_unit(provider),
        live_unit(provider, survey_round="end", **asked),
    ]
    way.booking.offer = live_offer(provider, units=units, title="Mit Befragung")
    way.booking.save(update_fields=["offer"])
    way.to("accepted")
    Course.objects.filter(pk=way.booking.offer.course_id).update(
        names_agg=True, agg_contents=[one.value for one in AggContent]
    )
    return way


def dated(way):
    """Let the dates stand, as at the first admission; return the run."""
    run = way.run()
    steps.set_dates(booking=way.booking, run=run, by=way.staff, at=NOW)
    open_run(run=run, by=way.staff, at=NOW)
    return Run.objects.select_related("course__provider").get(pk=run.pk)


def test_who_wants_no_survey_gets_none():
    run = dated(accepted(wants_survey=False))
    assert surveys.survey_units(run) == []


def test_who_wants_one_gets_it_before_and_at_the_end():
    run = dated(accepted(wants_survey=True))
    assert [one.round for one in surveys.survey_units(run)] == ["before", "end"]


def test_without_its_surveys_the_run_teaches_all_that_the_law_asks_for():
    run = dated(accepted(wants_survey=False))
    assert len(agg_contents_of(run)) == len(AggContent)


def test_where_a_survey_can_no_longer_be_left_out_the_run_is_refused_at_the_field(client, monkeypatch):
    way = accepted(at=timezone.now(), wants_survey=False)
    today = timezone.localdate()
    run = way.run(start=today + timedelta(days=30))
    monkeypatch.setattr(tailoring, "_begun_items", [lambda run: set(run.run_units.values_list("item_id", flat=True))])
    client.force_login(way.staff)
    page = client.post(
        f"/admin/trainingsanfragen/{way.booking.public_id}/", {"act": "set_dates", "run": run.public_id}
    ).content.decode()
    assert "Der Betrieb wünscht keine Befragung, und aus diesem Durchgang lässt sie sich nicht mehr nehmen." in page
    assert TrainingRequest.objects.get(pk=way.booking.pk).state == "accepted"
