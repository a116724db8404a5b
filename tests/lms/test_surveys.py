"""Anonymous surveys as units of a run: asked at the right time, answered without a name, never compulsory."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Unit
from lms.actions import progress
from lms.actions import surveys as actions
from lms.models import Enrolment, HoursEntry, UnitResult
from lms.queries import surveys as queries
from surveys.actions import answering
from surveys.models import AnswerSheet, FreeText, Question, Survey
from tests.factories.accounts import ProviderFactory
from tests.factories.courses import live_course, live_unit
from tests.factories.lms import enrolled, run_units, running_run
from tests.factories.sessions import planned
from tests.factories.surveys import QuestionFactory, QuestionnaireFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""The tests' fixed day; runs of `running_run` go from 23 February to 26 June."""


def survey_run(*rounds, taught=False, **values):
    """Return a run that is on: a text (or a unit at dates), then a survey per round."""
    provider = ProviderFactory(complaint_path="An die Leitung.")
    questionnaire = QuestionnaireFactory(provider=provider)
    always = {"is_asked_before": True, "is_asked_at_end": True, "is_asked_later": True}
    QuestionFactory(questionnaire=questionnaire, text="Ich kann drei Merkmale nennen.", **always)
    QuestionFactory(questionnaire=questionnaire, kind="text", part="reaction", text="Was hat gefehlt?", **always)
    first = {"kind": "live_session", "delivery": "virtual_classroom", "min_percent": 75} if taught else {}
    units = [live_unit(provider, **first)]
    asked = {"kind": "survey", "questionnaire": questionnaire, "teaching_units": 0, "body": []}
    surveys = [live_unit(provider, survey_round=round_, **asked) for round_ in rounds]
    early = [unit for unit in surveys if unit.survey_round == "before"]
    late = [unit for unit in surveys if unit.survey_round != "before"]
    return running_run(course=live_course(provider, units=[*early, *units, *late]), **values)


def asked_in(run, round_="before"):
    return next(one for one in queries.survey_units(run) if one.round == round_)


def page_of(enrolment, round_="end", name="unit"):
    return reverse(f"lms:{name}", args=[enrolment.public_id, asked_in(enrolment.run, round_).run_unit.item_id])


def asking_run():
    """Return a run that asks today: the round at its end begins on its last day. Views look at the clock."""
    today = timezone.localdate()
    return survey_run("end", starts_on=today - timedelta(days=30), ends_on=today, enrol_until=today)


@pytest.fixture
def learner(client):
    enrolment = enrolled(asking_run(), at=timezone.now())
    client.force_login(enrolment.learner)
    return enrolment


def questions(client, enrolment):
    """Go to the questions; return the address and the names of the two fields."""
    response = client.post(page_of(enrolment, name="begin_survey"))
    keys = [question.key for question in Survey.objects.get().asked]
    return response.url, *keys


def test_a_learner_answers_and_the_unit_is_done(client, learner):
    url, scale, words = questions(client, learner)

    response = client.post(url, {scale: "4", words: "Mehr Zeit.", "code": "a12m", "act": "hand_in"})

    assert response.url == reverse("lms:course", args=[learner.public_id])
    assert AnswerSheet.objects.get().answers == {scale: 4}
    assert FreeText.objects.get().body == "Mehr Zeit."
    assert UnitResult.objects.get().state == "completed"
    assert not HoursEntry.objects.exists()


def test_who_does_not_want_to_answer_is_done_as_well(client, learner):
    url, scale, _words = questions(client, learner)

    client.post(url, {scale: "4", "act": "stay_away"})

    assert (AnswerSheet.objects.count(), UnitResult.objects.get().state) == (0, "completed")


def test_a_code_that_is_none_is_said_at_its_field_and_the_answers_stay(client, learner):
    url, scale, words = questions(client, learner)

    response = client.post(url, {scale: "4", words: "Mehr Zeit.", "code": "1234", "act": "hand_in"})

    assert list(response.context["form"].errors) == ["code"]
    html = response.content.decode()
    assert 'value="4"' in html
    assert html.count("checked") == 1
    assert "Mehr Zeit." in html
    assert not AnswerSheet.objects.exists()


def test_the_page_of_answers_does_not_ask_who_is_there(client, learner):
    url, scale, _words = questions(client, learner)
    client.logout()

    response = client.post(url, {scale: "2", "act": "hand_in"})

    assert response.status_code == 302
    assert UnitResult.objects.get().state == "completed"


def test_a_used_ticket_opens_a_page_that_says_so(client, learner):
    url, scale, _words = questions(client, learner)
    client.post(url, {scale: "2", "act": "hand_in"})

    response = client.get(url)

    assert response.status_code == 404
    assert response["Referrer-Policy"] == "same-origin"
    assert "schon geantwortet" in response.content.decode()


def test_who_has_answered_is_not_asked_again(client, learner):
    url, scale, _words = questions(client, learner)
    client.post(url, {scale: "2", "act": "hand_in"})

    assert client.post(page_of(learner, name="begin_survey")).url == page_of(learner)
    html = client.get(page_of(learner)).content.decode()
    assert "Sie haben schon geantwortet." in html
    assert (
        reverse("lms:begin_survey", args=[learner.public_id, asked_in(learner.run, "end").run_unit.item_id]) not in html
    )


def test_nobody_answers_in_somebody_else_s_course(client, learner):
    stranger = enrolled(asking_run(), at=timezone.now())

    assert client.post(page_of(stranger, name="begin_survey")).status_code == 404


def test_a_text_unit_asks_nothing(client, learner):
    text = next(one for one in run_units(learner.run) if one.kind == Unit.Kind.TEXT)

    assert client.post(reverse("lms:begin_survey", args=[learner.public_id, text.item_id])).status_code == 404


def test_a_survey_does_not_stand_between_a_learner_and_the_certificate(learner):
    text = next(one for one in run_units(learner.run) if one.kind == Unit.Kind.TEXT)

    progress.complete_text_unit(enrolment=learner, run_unit=text, at=NOW)

    assert Enrolment.objects.get().state == "completed"
    assert [one.is_required for one in run_units(learner.run)] == [True, False]


def test_questions_that_are_changed_while_a_round_is_open_reach_the_next_round_only(client, learner):
    url, _scale, _words = questions(client, learner)
    Question.objects.update(text="Etwas anderes")

    assert "Ich kann drei Merkmale nennen." in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("day", "stage"),
    [(date(2026, 2, 23), "open"), (date(2026, 3, 10), "open"), (date(2026, 3, 11), "over")],
)
def test_before_the_training_means_until_the_first_session_after_it(day, stage):
    run = survey_run("before", taught=True)
    enrolment = enrolled(run)
    taught = next(one for one in run_units(run) if one.kind == Unit.Kind.LIVE_SESSION)
    planned(run, day=date(2026, 3, 10), item_id=taught.item_id)

    found = queries.asking(
        run=run,
        item_id=asked_in(run).run_unit.item_id,
        user_id=enrolment.learner_id,
        is_done=False,
        at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
    )

    assert (found.stage, found.closes_on) == (stage, date(2026, 3, 10))


def test_the_other_rounds_follow_the_last_session_before_them_and_move_with_it():
    run = survey_run("end", "later", taught=True)
    enrolled(run)
    taught = next(one for one in run_units(run) if one.kind == Unit.Kind.LIVE_SESSION)
    session = planned(run, day=date(2026, 3, 10), item_id=taught.item_id)
    end, later = asked_in(run, "end"), asked_in(run, "later")

    before = queries.window(run, end), queries.window(run, later)
    actions.keep_in_step(at=datetime(2026, 3, 12, 1, tzinfo=UTC))
    session.starts_at += timedelta(days=2)
    session.ends_at += timedelta(days=2)
    session.save()
    actions.keep_in_step(at=datetime(2026, 3, 12, 1, tzinfo=UTC))

    assert before == ((date(2026, 3, 10), date(2026, 3, 24)), (date(2026, 5, 5), date(2026, 6, 2)))
    survey = Survey.objects.get()
    assert (survey.round, survey.opens_on, survey.closes_on) == ("end", date(2026, 3, 12), date(2026, 3, 26))


def test_a_run_without_dates_asks_around_its_own_days():
    run = survey_run("before", "end")
    enrolled(run)

    assert queries.window(run, asked_in(run)) == (date(2026, 2, 23), date(2026, 2, 23))
    assert queries.window(run, asked_in(run, "end")) == (date(2026, 6, 26), date(2026, 7, 10))


def test_before_its_first_day_nobody_gets_a_ticket():
    run = survey_run("end")
    enrolment = enrolled(run)

    with pytest.raises(answering.RoundIsNotOpen):
        actions.ticket(enrolment=enrolment, item_id=asked_in(run, "end").run_unit.item_id, at=NOW)


def test_two_runs_of_a_course_are_two_groups():
    run = survey_run("before")
    other = running_run(course=run.course)

    assert queries.context_of(run) != queries.context_of(other)
