"""The report on a SCORM unit: who stands how, which questions are hard, and who may see it."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from accounts.models import User
from courses.models import Course, RunTrainer
from lms import scorm_pictures
from lms.actions import progress
from lms.models import GroupMember, UnitResult
from lms.queries import scorm_report
from lms.queries.scorm_report import periods
from privacy.models import AuditEntry
from scorm.actions.commits import apply
from scorm.actions.registrations import register
from scorm.models import Attempt
from tests.factories.accounts import EmployerFactory, MembershipFactory, ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import live_course, live_unit
from tests.factories.lms import enrolled, run_units, running_run
from tests.factories.scorm import PackageFactory, PackageVersionFactory, ScoFactory, body, open_launch

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
STAFF = ("trainer", "coordinator", "provider_admin")
PAGES = ("learners", "items", "questions", "sheet")


def day(offset):
    return date.fromordinal(timezone.localdate(NOW).toordinal() + offset)


def scorm_run(*, items=1, provider=None):
    """A run that is on, with one unit of a package of so many items."""
    provider = provider or ProviderFactory()
    version = PackageVersionFactory(package=PackageFactory(owner=provider))
    for number in range(items):
        ScoFactory(version=version, identifier=f"I{number or ''}", title=f"Abschnitt {number + 1}", position=number)
    unit = live_unit(provider, kind="scorm", package=version.package, body=[])
    course = live_course(provider, units=[unit], complaint_path="An die Leitung.")
    plan = {"starts_on": day(-10), "ends_on": day(60), "enrol_from": day(-40), "enrol_until": day(30)}
    return running_run(course=course, capacity=40, **plan)


@pytest.fixture
def run():
    return scorm_run()


def answer(question, response, result, **more):
    return {"id": question, "type": "choice", "student_response": response, "result": result, **more}


def learns(run, *answers, name="Amina", at=None, sco="I", **said):
    """A person of the run who plays the unit: one commit, as the player would send it."""
    at = at or NOW - timedelta(hours=1)
    enrolment = enrolled(run, UserFactory(full_name=name), at=NOW - timedelta(days=5))
    run_unit = run_units(run)[0]
    progress.touch(enrolment=enrolment, run_unit=run_unit, at=at)
    result = UnitResult.objects.get(enrolment=enrolment)
    registration = register(
        user=enrolment.learner, context_key=result.public_id, version=run_unit.package_version, at=at
    )
    launch = open_launch(registration, at)
    changes = {f"cmi.core.{key}": value for key, value in said.items()}
    inter = [{"idx": idx, "set": one} for idx, one in enumerate(answers)]
    applied = apply(token=launch.token, body=body(launch, 1, changes, inter=inter, sco=sco, trigger="terminate"), at=at)
    progress.record(outcome=applied.outcome, at=at)
    return enrolment


def of(run, name="learners", *more):
    unit = run_units(run)[0]
    return reverse(f"scorm_reports:{name}", args=[run.public_id, unit.item_id, *more])


def cells(html):
    """The text of every cell of the page's last table, row by row."""
    table = BeautifulSoup(html, "html.parser").find_all("table")[-1]
    return [
        [re.sub(r"[ \n]+", " ", cell.get_text()).strip() for cell in row.find_all(["th", "td"])]
        for row in table.find_all("tr")
    ]


@pytest.fixture
def trainer_client(client, run):
    client.force_login(make_staff("trainer", run.course.provider))
    return client


@pytest.fixture
def coordinator_client(client, run):
    client.force_login(make_staff("coordinator", run.course.provider))
    return client


def test_the_list_says_how_everybody_stands(trainer_client, run):
    learns(run, lesson_status="passed", session_time="00:00:50", **{"score.raw": "80"})
    enrolled(run, UserFactory(full_name="Zoe"), at=NOW)
    rows = cells(trainer_client.get(of(run)).content)
    version = run_units(run)[0].package_version.number
    assert [rows[1][number] for number in (0, 1, 2, 3, 4, 7)] == (
        ["Amina", "erledigt · bestanden", "80\u202f%", "1", "0", str(version)]
    )
    assert rows[2][:3] == ["Zoe", "nicht begonnen", "–"]


def test_the_list_is_filtered_and_sorted(trainer_client, run):
    learns(run, name="Amina", lesson_status="failed", **{"score.raw": "20"})
    learns(run, name="Boris", lesson_status="passed", **{"score.raw": "90"})
    enrolled(run, UserFactory(full_name="Zoe"), at=NOW)

    def names(query):
        return [row[0] for row in cells(trainer_client.get(of(run) + query).content)[1:]]

    assert names("?zeigen=bestanden") == ["Boris"]
    assert names("?zeigen=nicht-bestanden") == ["Amina"]
    assert names("?zeigen=offen") == ["Zoe"]
    assert names("?sortieren=punkte") == ["Zoe", "Amina", "Boris"]
    assert names("?sortieren=unsinn&zeigen=unsinn&gruppe=x") == ["Amina", "Boris", "Zoe"]


def test_a_group_narrows_the_list_and_its_figures(trainer_client, run):
    enrolment = learns(run, answer("q", "a", "wrong"), name="Amina", lesson_status="incomplete")
    learns(run, answer("q", "b", "correct"), name="Boris", lesson_status="incomplete")
    GroupMember.objects.create(enrolment=enrolment, number=2)
    assert [row[0] for row in cells(trainer_client.get(of(run) + "?gruppe=2").content)[1:]] == ["Amina"]
    rows = cells(trainer_client.get(of(run, "questions") + "?gruppe=2").content)
    assert rows[1][3] == "0 von 1 (0\u202f%)"


def test_a_question_shows_how_hard_it_is_and_what_was_answered_wrongly(trainer_client, run):
    for response, result in (("Ja", "correct"), ("Nein,_nie", "wrong"), ("Nein,_nie", "wrong")):
        learns(run, answer("Frage_eins", response, result, latency="00:00:10"), lesson_status="incomplete")
    rows = cells(trainer_client.get(of(run, "questions")).content)
    assert rows[1] == ["1. Frage eins", "3", "3", "1 von 3 (33\u202f%)", "–", "–", "Nein, nie (2×)", "10 s"]


def test_the_best_and_the_weakest_are_compared_from_nineteen_people_on(trainer_client, run):
    def of_two_questions(result):
        learns(run, answer("q", "a", result), answer("p", "a", result), lesson_status="incomplete")

    for number in range(18):
        of_two_questions("wrong" if number < 7 else "correct")
    assert [row[4:6] for row in cells(trainer_client.get(of(run, "questions")).content)[1:]] == [["1,00", "–"]] * 2
    of_two_questions("correct")
    rows = cells(trainer_client.get(of(run, "questions")).content)[1:]
    assert [row[3:6] for row in rows] == [["12 von 19 (63\u202f%)", "1,00", "1,00"]] * 2


def question_url(run, trainer_client):
    page = trainer_client.get(of(run, "questions"))
    return of(run, "question", page.context["lines"][0]["key"])


def test_the_page_of_a_question_shows_the_distribution(trainer_client, run):
    learns(run, answer("q", "a", "wrong"), answer("q", "b", "correct"), lesson_status="incomplete")
    learns(run, answer("q", "b", "correct"), lesson_status="incomplete")
    rows = cells(trainer_client.get(question_url(run, trainer_client)).content)
    assert rows[1:] == [["1. b", "richtig", "1", "2"], ["2. a", "falsch", "1", "1"]]


def test_a_question_that_nobody_answered_is_not_found(trainer_client, run):
    learns(run, answer("q", "a", "wrong"), lesson_status="incomplete")
    assert trainer_client.get(of(run, "question", "0" * 20)).status_code == 404


def test_a_course_of_several_items_has_a_grid_and_a_single_one_has_none(client):
    single, several = scorm_run(), scorm_run(items=3)
    for run in (single, several):
        learns(run, lesson_status="passed", **{"score.raw": "70"})
        client.force_login(make_staff("trainer", run.course.provider))
        page = client.get(of(run, "items"))
        assert ("grid" in page.context) == (run == several)
    assert cells(page.content)[1] == ["Amina", "✓erledigt 70\u202f%", "–offen", "–offen"]


def test_an_item_that_judges_nobody_has_no_number_of_passes(trainer_client, run):
    learns(run, lesson_status="completed")
    assert cells(trainer_client.get(of(run, "items")).content)[1][1:4] == ["1", "1", "–"]


def test_the_sheet_holds_people_items_and_questions(trainer_client, run):
    learns(run, answer("q", "a", "wrong"), name="Özlem", lesson_status="passed")
    text = trainer_client.get(of(run, "sheet")).content.decode()
    for piece in ("Özlem", "Abschnitt 1", "Frage für Frage", "Wann erledigt"):
        assert piece in text


@pytest.mark.parametrize("name", PAGES)
def test_looking_is_recorded_where_people_are_named(trainer_client, run, name):
    learns(run, answer("q", "a", "wrong"), lesson_status="incomplete")
    trainer_client.get(of(run, name))
    entries = AuditEntry.objects.filter(action="lms.unit_results_read")
    named = {"learners": 1, "sheet": 1}
    assert [entry.details["people"] for entry in entries] == [1] * named.get(name, 0)


def table_of(client, run, table, file_format="csv", query=""):
    answered = client.get(of(run, "export", table, file_format) + query)
    assert answered.status_code == 200
    if file_format == "xlsx":
        return [list(row) for row in load_workbook(io.BytesIO(answered.content)).active.iter_rows(values_only=True)]
    text = answered.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_answers_leave_whole_and_by_name(coordinator_client, run):
    long = "Wort " * 100
    learns(run, {**answer("q", long, "neutral"), "type": "fill-in"}, name="Amina", lesson_status="incomplete")
    rows = table_of(coordinator_client, run, "antworten")
    assert (rows[1][0], rows[1][8]) == ("Amina", long)
    entry = AuditEntry.objects.get(action="lms.unit_results_exported")
    assert entry.details == {
        "table": "antworten",
        "rows": 1,
        "format": "csv",
        "item": str(run_units(run)[0].item_id),
    }


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.parametrize("table", ["lernende", "abschnitte", "fragen", "antworten"])
def test_every_table_leaves_in_both_formats(coordinator_client, run, table, file_format):
    learns(run, answer("q", "a", "wrong"), lesson_status="passed", **{"score.raw": "80"})
    rows = table_of(coordinator_client, run, table, file_format)
    assert len(rows) == 2
    assert len(rows[0]) == len(rows[1])


@pytest.mark.parametrize(("table", "column"), [("fragen", 4), ("antworten", 6)])
def test_tables_name_the_kind_of_a_question_in_german_whoever_asks(coordinator_client, run, table, column):
    learns(run, answer("q", "a", "wrong"), lesson_status="incomplete")
    address = of(run, "export", table, "csv")
    german, english = (
        coordinator_client.get(address, headers={"accept-language": language}).content.decode("utf-8-sig")
        for language in ("de", "en")
    )
    rows = list(csv.reader(io.StringIO(english, newline=""), delimiter=";"))
    assert german == english
    assert (rows[0][column], rows[1][column]) == ("Art", "Auswahl")


def test_an_answer_that_looks_like_a_formula_is_harmless(coordinator_client, run):
    learns(run, answer("q", "=1+1", "wrong"), lesson_status="incomplete")
    assert table_of(coordinator_client, run, "antworten")[1][8] == "'=1+1"


def test_half_a_sign_in_an_answer_breaks_neither_pages_nor_tables(coordinator_client, run):
    learns(run, answer("q\ud800", "a\ud800,b", "wrong\x00", description="F\udc00"), lesson_status="incomplete")
    for name in PAGES:
        assert coordinator_client.get(of(run, name)).status_code == 200
    assert coordinator_client.get(question_url(run, coordinator_client)).status_code == 200
    for table in ("fragen", "antworten"):
        for file_format in ("csv", "xlsx"):
            assert len(table_of(coordinator_client, run, table, file_format)) == 2


def test_the_table_of_people_keeps_what_the_page_was_narrowed_to(coordinator_client, run):
    learns(run, name="Amina", lesson_status="failed", **{"score.raw": "20"})
    learns(run, name="Boris", lesson_status="passed", **{"score.raw": "90"})
    rows = table_of(coordinator_client, run, "lernende", query="?zeigen=bestanden")
    assert [row[0] for row in rows[1:]] == ["Boris"]


def test_an_unknown_table_is_not_found(coordinator_client, run):
    learns(run, lesson_status="incomplete")
    assert coordinator_client.get(of(run, "export", "alles", "csv")).status_code == 404
    assert coordinator_client.get(of(run, "export", "fragen", "pdf")).status_code == 404


def test_trainers_see_and_do_not_take_away(trainer_client, run):
    learns(run, lesson_status="incomplete")
    assert "Excel" not in trainer_client.get(of(run)).content.decode()
    assert trainer_client.get(of(run, "export", "lernende", "csv")).status_code == 404


def everybody_else(run):
    provider = run.course.provider
    return {
        "hr": MembershipFactory(role="hr", provider=None, employer=EmployerFactory()).user,
        "other": make_staff("trainer", ProviderFactory()),
        "network": MembershipFactory(role="administrator", provider=None).user,
        "learner": enrolled(run, UserFactory(), at=NOW).learner,
        "was_trainer": MembershipFactory(role="trainer", provider=provider, ended_at=NOW).user,
    }


@pytest.mark.parametrize("who", ["hr", "other", "network", "learner", "was_trainer"])
def test_nobody_but_staff_with_the_roster_sees_anything(client, run, who):
    learns(run, answer("q", "a", "wrong"), lesson_status="incomplete")
    client.force_login(everybody_else(run)[who])
    addresses = [of(run, name) for name in PAGES] + [of(run, "export", "antworten", "csv")]
    addresses += [reverse("scorm_reports:run", args=[run.public_id])]
    addresses += [reverse("scorm_reports:package", args=[run_units(run)[0].package_version.package.public_id])]
    for address in addresses:
        assert client.get(address).status_code in (302, 404), address


def test_erased_people_do_not_appear_again(trainer_client, run):
    kept = learns(run, answer("q", "a", "wrong"), name="Boris", lesson_status="incomplete")
    erased = learns(run, answer("q", "b", "correct"), name="Amina", lesson_status="incomplete")
    User.objects.filter(pk=erased.learner_id).update(erased_at=NOW)
    assert [row[0] for row in cells(trainer_client.get(of(run)).content)[1:]] == [kept.learner.full_name]
    assert cells(trainer_client.get(of(run, "questions")).content)[1][1] == "1"
    assert cells(trainer_client.get(of(run, "items")).content)[1][1] == "1"
    trainer = make_staff("trainer", run.course.provider)
    assert scorm_report.unit_lines(trainer, run, at=NOW)[0].begun == 1


def test_an_address_whose_owner_has_not_come_keeps_the_name_that_staff_typed(trainer_client, run):
    enrolment = enrolled(run, UserFactory(full_name="Wahrer Name"), at=NOW)
    type(enrolment).objects.filter(pk=enrolment.pk).update(admitted_as="Getippter Name")
    assert cells(trainer_client.get(of(run)).content)[1][0] == "Getippter Name"


def statements(client, address):
    """How many statements the page takes once everything is loaded, transactions not counted."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in captured.captured_queries)


@pytest.fixture(params=["adaptation_course", "diversity_training"])
def reader(client, request):
    """A trainer who reads the results of a run of each kind of offer; the run has two items."""
    run = scorm_run(items=2)
    Course.objects.filter(pk=run.course_id).update(offer_kind=request.param)
    trainer = make_staff("trainer", run.course.provider)
    RunTrainer.objects.create(run=run, user=trainer)
    client.force_login(trainer)
    return client, run


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_for_one_and_for_three_and_at_most_15_statements(reader, name):
    client, run = reader
    GroupMember.objects.create(enrolment=learns(run, answer("q", "a", "wrong"), lesson_status="passed"), number=1)
    address = of(run, name)
    few = statements(client, address)
    for number in (2, 3):
        one = learns(run, answer("q", "a", "wrong"), answer("r", "a", "correct"), lesson_status="passed")
        GroupMember.objects.create(enrolment=one, number=number)
    assert statements(client, address) == few
    assert few <= 15


def test_the_page_of_a_question_takes_at_most_15_statements(reader):
    client, run = reader
    learns(run, answer("q", "a", "wrong"), lesson_status="passed")
    assert statements(client, question_url(run, client)) <= 15


def test_the_list_is_cut_into_pages(trainer_client, run, monkeypatch):
    monkeypatch.setattr("lms.viewsets.scorm_reports.PAGE", 2)
    for name in ("Amina", "Boris", "Cem"):
        enrolled(run, UserFactory(full_name=name), at=NOW)
    assert [row[0] for row in cells(trainer_client.get(of(run) + "?p=2").content)[1:]] == ["Cem"]


def test_the_run_its_list_and_the_package_lead_to_the_report(client, run):
    learns(run, lesson_status="incomplete")
    client.force_login(make_staff("provider_admin", run.course.provider))
    package = run_units(run)[0].package_version.package
    links = {
        reverse("participants:roster", args=[run.public_id]): reverse("scorm_reports:run", args=[run.public_id]),
        reverse("scorm_reports:run", args=[run.public_id]): of(run),
        reverse("runs:manage", args=[run.pk]): of(run),
        reverse("scorm_office:detail", args=[package.public_id]): reverse(
            "scorm_reports:package", args=[package.public_id]
        ),
        reverse("scorm_reports:package", args=[package.public_id]): of(run),
    }
    for address, link in links.items():
        assert f'href="{link}"' in client.get(address).content.decode(), address


def test_a_run_without_packages_says_so(client):
    run = running_run(starts_on=day(-10), ends_on=day(60), enrol_from=day(-40), enrol_until=day(30))
    client.force_login(make_staff("trainer", run.course.provider))
    assert "keine Einheit mit einem SCORM-Paket" in (
        client.get(reverse("scorm_reports:run", args=[run.public_id])).content.decode()
    )
    assert reverse("scorm_reports:run", args=[run.public_id]) not in (
        client.get(reverse("participants:roster", args=[run.public_id])).content.decode()
    )


def test_completions_are_counted_by_day_within_three_weeks():
    found = periods([date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 4)])
    assert [(one.first.day, one.last.day, one.count, one.total) for one in found] == [
        (2, 2, 1, 1), (3, 3, 0, 1), (4, 4, 2, 3),
    ]  # fmt: skip


def test_completions_over_a_longer_time_are_counted_by_week_from_monday():
    found = periods([date(2026, 3, 5), date(2026, 4, 1)])
    assert (found[0].first, found[-1].last, len(found)) == (date(2026, 3, 2), date(2026, 4, 5), 5)
    assert [one.total for one in found] == [1, 1, 1, 1, 2]


def test_completions_over_a_year_are_counted_by_month():
    found = periods([date(2026, 1, 31), date(2026, 12, 1)])
    assert [(one.first.month, one.last.day) for one in found[:3]] == [(1, 31), (2, 28), (3, 31)]
    assert (len(found), found[-1].total) == (12, 2)


def test_nobody_done_is_no_picture():
    assert periods([]) == []


def test_the_attempt_before_does_not_count_once_a_better_one_is_made(trainer_client, run):
    learns(run, answer("q", "a", "wrong"), lesson_status="incomplete")
    launch = open_launch(Attempt.objects.get().registration, NOW, new_after=1)
    said = {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "90"}
    apply(
        token=launch.token, body=body(launch, 1, said, inter=[{"idx": 0, "set": answer("q", "b", "correct")}]), at=NOW
    )
    assert cells(trainer_client.get(of(run, "questions")).content)[1][3] == "1 von 1 (100\u202f%)"
    every = cells(trainer_client.get(of(run, "questions") + "?versuche=alle").content)[1]
    assert (every[2], every[3]) == ("2", "0 von 1 (0\u202f%)")


def test_results_of_a_diversity_training_are_for_its_own_trainers(client, run):
    learns(run, answer("q", "a", "wrong"), lesson_status="incomplete")
    Course.objects.filter(pk=run.course_id).update(offer_kind="diversity_training")
    own = make_staff("trainer", run.course.provider)
    RunTrainer.objects.create(run=run, user=own)
    of_run = reverse("scorm_reports:run", args=[run.public_id])
    roster = reverse("participants:roster", args=[run.public_id])
    addresses = [of_run, *(of(run, name) for name in PAGES)]
    for person, status in ((own, 200), *((make_staff(role, run.course.provider), 404) for role in STAFF)):
        client.force_login(person)
        assert [client.get(address).status_code for address in addresses] == [status] * 5
        assert (of_run in client.get(roster).content.decode()) == (status == 200)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_results_of_a_diversity_training_leave_with_nobody_else(coordinator_client, run, file_format):
    learns(run, answer("q", "a", "wrong"), lesson_status="incomplete")
    Course.objects.filter(pk=run.course_id).update(offer_kind="diversity_training")
    assert coordinator_client.get(of(run, "export", "antworten", file_format)).status_code == 404


def test_the_page_of_the_package_leaves_out_runs_whose_results_are_not_for_the_person(coordinator_client, run):
    learns(run, lesson_status="incomplete")
    address = reverse("scorm_reports:package", args=[run_units(run)[0].package_version.package.public_id])
    assert of(run) in coordinator_client.get(address).content.decode()
    Course.objects.filter(pk=run.course_id).update(offer_kind="diversity_training")
    assert of(run) not in coordinator_client.get(address).content.decode()


@pytest.mark.parametrize("weeks", [1, 4, 30])
def test_the_words_below_the_columns_have_room(weeks):
    drawn = scorm_pictures.columns(periods([date(2026, 3, 2) + timedelta(weeks=number) for number in range(weeks)]))
    places = [column.middle for column in drawn.columns if column.label]
    assert [later - one >= 40 for one, later in pairwise(places)] == [True] * (len(places) - 1)


@pytest.mark.parametrize(("kind", "words"), [("choice", "Art: Auswahl"), ("likert", "Art: Einschätzung")])
def test_the_kind_of_a_question_is_told_in_words(trainer_client, run, kind, words):
    learns(run, {**answer("q", "a", "wrong"), "type": kind}, lesson_status="incomplete")
    assert words in trainer_client.get(question_url(run, trainer_client)).content.decode()


def test_answers_are_drawn_only_where_some_are_the_same(trainer_client, run):
    learns(run, answer("q", "meine Worte", "neutral"), lesson_status="incomplete")
    learns(run, answer("q", "ganz andere", "neutral"), lesson_status="incomplete")
    assert trainer_client.get(question_url(run, trainer_client)).context["picture"] is None
    learns(run, answer("q", "ganz andere", "neutral"), lesson_status="incomplete")
    drawn = trainer_client.get(question_url(run, trainer_client)).context["picture"]
    assert [bar.value for bar in drawn.bars] == ["67\u202f%", "33\u202f%"]


@pytest.mark.parametrize(("language", "label"), [("de", "2.3."), ("en", "2/3")])
def test_days_below_the_columns_are_written_as_the_reader_writes_them(language, label):
    picture = scorm_pictures.columns(periods([date(2026, 3, 2)]))
    with translation.override(language):
        html = render_to_string(
            "lms/admin/parts/scorm_progress.html", {"picture": picture, "summary": scorm_report.summary([])}
        )
    texts = BeautifulSoup(html, "html.parser").find("svg").find_all("text")
    assert texts[-1].text == label
