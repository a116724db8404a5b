"""Trainers write questionnaires and read results; another provider's do not exist for them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from privacy.models import AuditEntry
from surveys.actions import rounds
from surveys.models import FreeText, Questionnaire, Round
from surveys.queries.questions import questions_of
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.surveys import (
    AFTERWARDS,
    LEARNT,
    QuestionFactory,
    QuestionnaireFactory,
    answer,
    closed_survey,
    open_survey,
)

pytestmark = pytest.mark.django_db

ADD = "wagtailsnippets_surveys_questionnaire:add"
EDIT = "wagtailsnippets_surveys_questionnaire:edit"


@pytest.fixture
def provider():
    return ProviderFactory()


@pytest.fixture
def trainer(client, provider):
    person = make_staff("trainer", provider)
    client.force_login(person)
    return person


def typed(provider, *questions, title="Vielfalt verstehen", initial=0):
    form = {
        "provider": provider.pk,
        "title": title,
        "questions-TOTAL_FORMS": len(questions),
        "questions-INITIAL_FORMS": initial,
        "questions-MIN_NUM_FORMS": 1,
        "questions-MAX_NUM_FORMS": 1000,
    }
    for number, question in enumerate(questions):
        given = {"kind": "agreement", "part": "learning", "text": f"Aussage {number}", "id": "", "ORDER": number + 1}
        form |= {f"questions-{number}-{name}": value for name, value in {**given, **question}.items()}
    return form


def test_a_trainer_writes_a_questionnaire_in_two_languages(client, trainer, provider):
    response = client.post(reverse(ADD), typed(provider, {"is_asked_before": "on", "text_en": "I can", "text_ar": ""}))

    questionnaire = Questionnaire.objects.get()
    question = questionnaire.questions.get()
    assert response.status_code == 302
    assert (questionnaire.provider, question.text, question.translations) == (provider, "Aussage 0", {"en": "I can"})
    assert AuditEntry.objects.get(action="surveys.questionnaire_created").actor == trainer.public_id


def test_questions_stand_in_the_order_that_the_trainer_gave_them(client, trainer, provider):
    asked = {"is_asked_before": "on"}

    client.post(
        reverse(ADD), typed(provider, {"text": "Zweite", "ORDER": 2, **asked}, {"text": "Erste", "ORDER": 1, **asked})
    )

    questionnaire = Questionnaire.objects.get()
    assert [question.words("de")[0] for question in questions_of(questionnaire, Round.BEFORE)] == ["Erste", "Zweite"]


def test_a_question_that_is_never_asked_is_said_at_its_field(client, trainer, provider):
    response = client.post(reverse(ADD), typed(provider, {"text": "Ich kann"}))

    formset = response.context["form"].formsets["questions"]
    assert formset.forms[0].errors == {"is_asked_before": ["Bitte wählen Sie mindestens einen Zeitpunkt."]}
    assert not Questionnaire.objects.exists()


def test_the_editor_shows_the_translations_there_are(client, trainer, provider):
    questionnaire = QuestionnaireFactory(provider=provider)
    QuestionFactory(questionnaire=questionnaire, translations={"ar": "أستطيع"})

    assert "أستطيع" in client.get(reverse(EDIT, args=[questionnaire.pk])).content.decode()


def test_a_changed_questionnaire_leaves_an_audit_row(client, trainer, provider):
    questionnaire = QuestionnaireFactory(provider=provider)
    question = QuestionFactory(questionnaire=questionnaire)

    client.post(
        reverse(EDIT, args=[questionnaire.pk]),
        typed(provider, {"id": question.pk, "text": "Neu", "is_asked_later": "on"}, initial=1),
    )

    question.refresh_from_db()
    assert (question.text, question.is_asked_before, question.is_asked_later) == ("Neu", False, True)
    assert AuditEntry.objects.filter(action="surveys.questionnaire_changed").count() == 1


def test_another_provider_s_questionnaire_and_results_do_not_exist(client, trainer):
    questionnaire = QuestionnaireFactory()
    QuestionFactory(questionnaire=questionnaire)
    survey = closed_survey([3] * 5)

    assert client.get(reverse(EDIT, args=[questionnaire.pk])).status_code == 404
    assert client.get(reverse("survey_office:detail", args=[survey.public_id])).status_code == 404
    assert survey.title not in client.get(reverse("survey_office:index")).content.decode()


def test_results_are_told_in_a_picture_and_in_a_table(client, trainer, provider):
    context = uuid4()
    closed_survey([2] * 7, context_key=context, provider=provider)
    survey = closed_survey([4] * 7, context_key=context, provider=provider, round_=Round.END)

    html = client.get(reverse("survey_office:detail", args=[survey.public_id])).content.decode()

    assert html.count("<svg") >= 1
    assert "vor dem Training (T0): 2,0; am Ende (T1): 4,0" in html
    assert "7 Personen" in html


def test_results_of_four_people_are_said_to_be_withheld(client, trainer, provider):
    survey = closed_survey([2, 2, 2, 2], provider=provider)

    html = client.get(reverse("survey_office:detail", args=[survey.public_id])).content.decode()

    assert "weniger als 5 Antworten" in html
    assert "Ich kann drei Merkmale nennen." not in html


@pytest.fixture
def written(provider):
    survey = open_survey(provider=provider)
    for number in range(5):
        answer(survey, {LEARNT: 3}, text="Frau Meier hat nie Zeit." if number == 0 else "")
    return survey


def test_a_text_of_an_open_round_is_on_no_page(client, trainer, written):
    html = client.get(reverse("survey_office:detail", args=[written.public_id])).content.decode()

    assert "Frau Meier" not in html
    text = FreeText.objects.get()
    address = reverse("survey_office:decide", args=[written.public_id, text.key])
    assert client.post(address, {"act": "show", "body": "x"}).status_code == 404


def test_a_trainer_takes_a_name_out_and_lets_the_text_be_seen(client, trainer, written):
    rounds.close(survey=written, by=None, at=AFTERWARDS)
    text = FreeText.objects.get()

    client.post(
        reverse("survey_office:decide", args=[written.public_id, text.key]),
        {"act": "show", "body": "Meine Vorgesetzte hat nie Zeit."},
    )

    text.refresh_from_db()
    assert (text.state, text.body) == ("shown", "Meine Vorgesetzte hat nie Zeit.")


def test_an_empty_text_is_not_shown_and_the_trainer_reads_why(client, trainer, written):
    rounds.close(survey=written, by=None, at=AFTERWARDS)
    text = FreeText.objects.get()

    response = client.post(reverse("survey_office:decide", args=[written.public_id, text.key]), {"act": "show"})

    assert response.status_code == 400
    assert "Ohne Text gibt es nichts freizugeben." in response.content.decode()


def test_a_withheld_text_leaves_the_page(client, trainer, written):
    rounds.close(survey=written, by=None, at=AFTERWARDS)
    text = FreeText.objects.get()
    client.post(reverse("survey_office:decide", args=[written.public_id, text.key]), {"act": "withhold"})

    html = client.get(reverse("survey_office:detail", args=[written.public_id])).content.decode()

    assert "Frau Meier" not in html


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_asks_the_same_however_long_it_is(client, trainer, provider, size, django_assert_max_num_queries):
    for _ in range(size):
        closed_survey([3] * 5, provider=provider)
    client.get(reverse("survey_office:index"))

    with django_assert_max_num_queries(14):
        html = client.get(reverse("survey_office:index")).content.decode()

    assert html.count("5 Antworten") == size
