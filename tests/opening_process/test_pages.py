"""What HR sees and does in its process, page by page."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from opening_process.actions import auditing, cycles
from opening_process.models import AuditItem, Level, Measure, OpeningProcess, Phase, Review
from privacy.models import AuditEntry
from tests.factories.accounts import EmployerFactory, UserFactory
from tests.factories.diversity_training import TrainingRequestFactory
from tests.factories.opening_process import begun, make_hr, open_cycle, with_goal, with_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def process():
    return begun(timezone.now())


@pytest.fixture
def hr(process, client):
    person = make_hr(process.employer, full_name="Eva Kranz")
    client.force_login(person)
    return person


def url(name, process, *args):
    return reverse(f"opening_process:{name}", args=[process.public_id, *args])


def rating(item, *, seen=None, **values):
    """Return the fields of one statement as the page sends them; `seen` is what it came with."""
    seen = {"maturity": "", "evidence": "", "comment": ""} | (seen or {})
    sent = seen | values
    fields = {f"{item.public_id}-{name}": value for name, value in sent.items()}
    fields |= {f"initial-{item.public_id}-{name}": value for name, value in seen.items()}
    return {f"{item.public_id}-version": item.version} | fields


def test_an_employers_process_begins_by_one_press(client):
    employer = EmployerFactory(name="Metallbau Nord")
    client.force_login(make_hr(employer))
    assert "Metallbau Nord" in client.get(reverse("opening_process:start")).content.decode()
    answer = client.post(reverse("opening_process:begin", args=[employer.public_id]), follow=True)
    assert answer.status_code == 200
    assert "Phase 1 von 6" in answer.content.decode()
    assert OpeningProcess.objects.get().employer == employer


def test_a_level_is_saved_whole_and_leads_to_the_next(client, hr, process):
    first, second, *_rest = open_cycle(process).items.filter(level=Level.STAFF)
    sent = rating(first, maturity="3", evidence="Aushang") | rating(second) | {"onward": "angebote"}
    answer = client.post(url("audit", process, "personal"), sent)
    assert answer.url == url("audit", process, "angebote")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.maturity, first.evidence, second.maturity, second.version) == (3, "Aushang", None, 1)


def test_a_rating_is_saved_as_one_goes(client, hr, process):
    item = open_cycle(process).items.filter(level=Level.OFFERS).first()
    answer = client.post(url("rate", process, "angebote", item.public_id), rating(item, maturity="0"))
    assert answer.json() == {"version": 2, "rated": 1, "total": 5}
    item.refresh_from_db()
    assert item.maturity == 0


def test_a_rating_is_taken_back(client, hr, process):
    item = open_cycle(process).items.first()
    item = auditing.rate(item=item, version=1, maturity=4, evidence="", comment="", at=timezone.now())
    client.post(url("rate", process, item.level, item.public_id), rating(item, seen={"maturity": "4"}, maturity=""))
    item.refresh_from_db()
    assert item.maturity is None


def test_what_a_colleague_rated_meanwhile_is_shown_and_ones_own_words_stay(client, hr, process):
    item = open_cycle(process).items.filter(level=Level.STAFF).first()
    auditing.rate(item=item, version=1, maturity=4, evidence="Handbuch von Ali", comment="", at=timezone.now())
    sent = rating(item, maturity="1", evidence="Meine Worte")

    refused = client.post(url("audit", process, "personal"), sent)

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Handbuch von Ali" in page
    assert "Meine Worte" in page
    item.refresh_from_db()
    assert (item.maturity, item.evidence) == (4, "Handbuch von Ali")
    again = client.post(url("audit", process, "personal"), sent | {f"{item.public_id}-version": 2})
    item.refresh_from_db()
    assert (again.status_code, item.maturity, item.evidence) == (302, 1, "Meine Worte")


def test_as_one_goes_a_colleagues_rating_is_told_too(client, hr, process):
    item = open_cycle(process).items.filter(level=Level.STAFF).first()
    auditing.rate(item=item, version=1, maturity=4, evidence="Handbuch von Ali", comment="", at=timezone.now())
    answer = client.post(url("rate", process, "personal", item.public_id), rating(item, maturity="1"))
    assert (answer.status_code, answer.json()["version"]) == (409, 2)
    assert "Handbuch von Ali" in answer.json()["notice"]


def test_a_statement_that_one_did_not_touch_is_no_conflict(client, hr, process):
    mine, theirs, *_rest = open_cycle(process).items.filter(level=Level.STAFF)
    sent = rating(mine, maturity="2") | rating(theirs)
    auditing.rate(item=theirs, version=1, maturity=4, evidence="", comment="", at=timezone.now())
    assert client.post(url("audit", process, "personal"), sent).status_code == 302
    assert list(AuditItem.objects.filter(pk__in=[mine.pk, theirs.pk]).values_list("maturity", flat=True)) == [2, 4]


def test_a_page_of_a_statement_that_came_later_saves_the_rest(client, hr, process):
    known = open_cycle(process).items.filter(level=Level.STAFF).first()
    sent = rating(known, maturity="2")
    auditing.add_own(cycle=open_cycle(process), level=Level.STAFF, text="Neu", by=hr, at=timezone.now())
    assert client.post(url("audit", process, "personal"), sent).status_code == 302


def test_own_statements_are_added_reworded_and_left_out(client, hr, process):
    client.post(url("items", process), {"level": "angebote", "text": "Führungen gibt es auf Türkisch."})
    item = open_cycle(process).items.get(starter_key="")
    client.post(url("reword", process, item.public_id), {"text": "Führungen gibt es in drei Sprachen.", "version": 1})
    client.post(url("switch", process, item.public_id), {"on": "0"})
    item.refresh_from_db()
    assert (item.text, item.is_on) == ("Führungen gibt es in drei Sprachen.", False)
    assert "drei Sprachen" not in client.get(url("audit", process, "angebote")).content.decode()
    client.post(url("switch", process, item.public_id), {"on": "1"})
    assert "drei Sprachen" in client.get(url("audit", process, "angebote")).content.decode()


def test_a_goal_leads_to_its_first_measure_and_both_stand_in_the_plan(client, hr, process):
    day = (timezone.localdate() + timedelta(days=90)).isoformat()
    goal = {"level": "personal", "text": "Alle kommen gut an", "indicator": "Patenschaften", "target": "alle"}
    answer = client.post(url("goal_new", process), goal | {"due_on": day})
    made = open_cycle(process).goals.get()
    assert answer.url == url("measure_new", process, made.public_id)
    measure = {"text": "Paten suchen", "owner_role": "Ausbildungsleitung", "due_on": day, "state": "planned"}
    client.post(answer.url, measure)
    page = client.get(url("plan", process)).content.decode()
    assert [words in page for words in ("Alle kommen gut an", "Paten suchen", "Ausbildungsleitung")] == [True] * 3


def test_a_measure_wants_one_owner(client, hr, process):
    goal = with_goal(process, timezone.now())
    sent = {"text": "Etwas", "due_on": "2026-12-01", "state": "planned"}
    nobody = client.post(url("measure_new", process, goal.public_id), sent)
    assert "wer dafür verantwortlich ist" in nobody.content.decode()
    both = client.post(url("measure_new", process, goal.public_id), sent | {"owner": hr.pk, "owner_role": "Leitung"})
    assert "Person oder nennen Sie eine Funktion" in both.content.decode()
    assert Measure.objects.count() == 0


def test_a_measure_links_a_training_of_the_same_employer_only(client, hr, process):
    goal = with_goal(process, timezone.now())
    own = TrainingRequestFactory(employer=process.employer, course_title="Basis für alle")
    foreign = TrainingRequestFactory(employer=EmployerFactory(), course_title="Geheimes Training")
    page = client.get(url("measure_new", process, goal.public_id)).content.decode()
    assert ("Basis für alle" in page, "Geheimes Training" in page) == (True, False)
    sent = {"text": "Schulen", "owner": hr.pk, "due_on": "2026-12-01", "state": "planned"}
    client.post(url("measure_new", process, goal.public_id), sent | {"training": foreign.pk})
    assert Measure.objects.count() == 0
    client.post(url("measure_new", process, goal.public_id), sent | {"training": own.pk})
    assert Measure.objects.get().training == own


def test_a_press_takes_a_measure_on(client, hr, process):
    measure = with_measure(with_goal(process, timezone.now()), timezone.now())
    step = url("measure_state", process, measure.public_id)
    client.post(step, {"state": "running", "version": 1})
    client.post(step, {"state": "done", "version": 1})  # the press of a colleague, on a page from before
    measure.refresh_from_db()
    assert (measure.state, measure.version) == ("running", 2)


def test_two_who_change_a_goal_see_both_versions(client, hr, process):
    goal = with_goal(process, timezone.now(), target="alle")
    sent = {
        "level": goal.level,
        "text": goal.text,
        "indicator": goal.indicator,
        "baseline": goal.baseline,
        "due_on": goal.due_on.isoformat(),
        "version": 1,
    }
    client.post(url("goal", process, goal.public_id), sent | {"target": "acht von zehn"})
    refused = client.post(url("goal", process, goal.public_id), sent | {"target": "neun von zehn"})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert ("acht von zehn" in page, "neun von zehn" in page) == (True, True)
    goal.refresh_from_db()
    assert goal.target == "acht von zehn"
    client.post(url("goal", process, goal.public_id), sent | {"target": "neun von zehn", "version": 2})
    goal.refresh_from_db()
    assert goal.target == "neun von zehn"


def test_two_who_write_the_mandate_see_both_versions(client, hr, process):
    sent = {"sponsor": "Geschäftsführung", "steering_group": "Personal, Betriebsrat", "review_after": "6", "version": 1}
    client.post(url("mandate", process), sent | {"mandate": "Der erste Auftrag"})
    refused = client.post(url("mandate", process), sent | {"mandate": "Der zweite Auftrag"})
    page = refused.content.decode()
    assert (refused.status_code, "Der erste Auftrag" in page, "Der zweite Auftrag" in page) == (409, True, True)
    assert open_cycle(process).mandate == "Der erste Auftrag"


def test_phases_go_on_by_a_press(client, hr, process):
    client.post(url("move", process), {"phase": "2"})
    client.post(url("move", process), {"phase": "6"})
    assert open_cycle(process).phase == Phase.AUDIT


def test_a_review_that_is_sent_twice_is_one(client, hr, process):
    key = client.get(url("review", process)).context["form"]["form_key"].value()
    sent = {
        "held_on": timezone.localdate().isoformat(),
        "result": "Vieles.",
        "decision": "go_on",
        "form_key": str(key),
    }
    for _ in range(2):
        client.post(url("review", process), sent)
    assert Review.objects.count() == 1


def test_the_next_cycle_shows_the_last_maturity_beside_each_statement(client, hr, process):
    item = open_cycle(process).items.filter(level=Level.STAFF).first()
    auditing.rate(item=item, version=1, maturity=2, evidence="", comment="", at=timezone.now())
    sent = {"held_on": timezone.localdate().isoformat(), "result": "Vieles.", "decision": "next_cycle"}
    page = client.post(url("review", process), sent, follow=True).content.decode()
    assert "Zyklus 2 hat begonnen" in page
    assert "Letztes Mal: 2 – begonnen" in client.get(url("audit", process, "personal")).content.decode()
    assert client.get(url("past_cycle", process, 1)).status_code == 200
    assert client.get(url("past_cycle", process, 2)).status_code == 404


def test_the_plan_on_paper_holds_what_was_decided(client, hr, process, ready_fonts):
    with_measure(with_goal(process, timezone.now()), timezone.now())
    answer = client.get(url("plan_pdf", process, 1))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.filter(action="opening_process.exported").count() == 1


def test_the_plan_on_paper_says_what_is_late_as_the_page_does(client, hr, process, ready_fonts):
    with_measure(with_goal(process, timezone.now()), timezone.now())
    address = url("plan_pdf", process, 1)
    for late, day in ((False, timezone.localdate()), (True, timezone.localdate() - timedelta(days=1))):
        Measure.objects.update(due_on=day)
        sheets = pypdf.PdfReader(io.BytesIO(client.get(address).content)).pages
        assert ("überfällig" in " ".join(sheet.extract_text() for sheet in sheets)) is late


def test_a_sign_that_no_font_has_keeps_nobody_from_the_plan(client, hr, process, ready_fonts):
    with_goal(process, timezone.now(), text="Willkommen 🎉 für alle")
    assert client.get(url("plan_pdf", process, 1)).content[:5] == b"%PDF-"


def test_the_employer_takes_everything_along_and_no_word_of_it_runs(client, hr, process):
    with_measure(with_goal(process, timezone.now(), text="=1+1"), timezone.now())
    item = open_cycle(process).items.first()
    auditing.rate(item=item, version=1, maturity=2, evidence="Aushang", comment="", at=timezone.now())
    book = load_workbook(io.BytesIO(client.get(url("take_along", process)).content))
    assert book.sheetnames == ["Zyklen", "Bestandsaufnahme", "Ziele", "Maßnahmen", "Reviews"]
    assert book["Bestandsaufnahme"].max_row == 21
    assert [cell.value for cell in book["Bestandsaufnahme"][2]][4:8] == [2, "begonnen", None, "Aushang"]
    assert book["Ziele"]["C2"].value == "'=1+1"


def test_deleting_asks_first_and_then_leaves_nothing(client, hr, process):
    assert "bestätigen Sie" in client.post(url("delete", process)).content.decode()
    assert OpeningProcess.objects.exists()
    answer = client.post(url("delete", process), {"is_sure": "on"}, follow=True)
    assert "gelöscht" in answer.content.decode()
    assert not OpeningProcess.objects.exists()


@pytest.mark.parametrize("goals", [1, 3])
def test_the_plan_asks_the_database_as_often_for_three_goals(client, hr, process, goals, django_assert_max_num_queries):
    for number in range(goals):
        goal = with_goal(process, timezone.now(), text=f"Ziel {number}")
        for _ in range(3):
            with_measure(goal, timezone.now(), owner=hr, owner_role="")
    client.get(url("plan", process))
    with django_assert_max_num_queries(14):
        client.get(url("plan", process))


def test_the_page_of_a_process_stays_within_its_statements(client, hr, process, django_assert_max_num_queries):
    for number in range(3):
        with_measure(with_goal(process, timezone.now(), text=f"Ziel {number}"), timezone.now())
    cycles.move(cycle=open_cycle(process), to=Phase.AUDIT, by=UserFactory(), at=timezone.now())
    client.get(url("process", process))
    with django_assert_max_num_queries(22):
        client.get(url("process", process))
