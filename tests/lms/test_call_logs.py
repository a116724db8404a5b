"""Staff switch the log of a package's calls on, read it, take it away; who else does not."""

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from courses.models import Course
from lms.forms.call_logs import narrowed
from lms.models import Repair
from privacy.models import AuditEntry
from scorm import call_log, limits
from scorm.actions import call_logs, registrations
from scorm.call_log import Line
from scorm.models import CallLogOrder, Launch, PackageVersion
from tests.clients import SignedInClient
from tests.factories.accounts_staff import make_staff
from tests.factories.lms import run_units
from tests.factories.scorm import open_launch
from tests.lms.test_scorm_runtime import launched, scorm_enrolment

pytestmark = pytest.mark.django_db
LINES = [
    [0, "LMSInitialize", "", "", "true", "0", 1, 0, 0, 0],
    [1500, "LMSSetValue", "cmi.suspend_data", "x" * 300, "false", "405", 1, 0, 70_000, 0],
    [1600, "LMSSetValue", "cmi.core.lesson_status", "completed", "true", "0", 3, 0, 0, 0],
    [1700, "commit", "I", "#1 manual full", "applied", "200", 1, 0, 0, 0],
    [1800, "player", "left", "", "", "", 1, 0, 0, 0],
]


def part(lines=LINES):
    return call_log.part(json.dumps({"page": 0, "number": 0, "sent": 2000, "dropped": 0, "lines": lines}).encode())


@pytest.fixture
def enrolment():
    return scorm_enrolment()


@pytest.fixture
def trainer(enrolment):
    return make_staff("trainer", enrolment.run.course.provider)


def key(enrolment):
    return [enrolment.public_id, run_units(enrolment.run)[0].item_id]


@pytest.fixture
def logged(client, enrolment, trainer):
    """A launch of the learner that was recorded; the trainer is signed in."""
    client.force_login(enrolment.learner)
    launched(client, enrolment)
    client.force_login(trainer)
    client.post(reverse("participants:call_log_switch", args=key(enrolment)), {"act": "on", "purpose": "Es hängt."})
    client.force_login(enrolment.learner)
    launch = launched(client, enrolment).launch
    call_logs.keep(launch=launch, part=part(), at=timezone.now())
    client.force_login(trainer)
    return launch


def page_of(client, enrolment, launch, **query):
    address = reverse("participants:call_log", args=[*key(enrolment), launch.public_id])
    response = client.get(address, query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_staff_switch_it_on_with_a_reason_and_the_next_launch_is_recorded(logged):
    assert logged.is_logged
    assert CallLogOrder.objects.get().reason == "Es hängt."
    assert AuditEntry.objects.filter(action="scorm.call_log_ordered").count() == 1


def test_the_form_that_stands_on_the_page_switches_it_on(client, enrolment, trainer):
    client.force_login(enrolment.learner)
    launched(client, enrolment)
    strict = SignedInClient(enforce_csrf_checks=True)
    strict.force_login(trainer)
    page = BeautifulSoup(strict.get(reverse("participants:unit", args=key(enrolment))).content, "html.parser")
    form = page.find("form", action=reverse("participants:call_log_switch", args=key(enrolment)))
    token = form.find("input", {"name": "csrfmiddlewaretoken"})["value"]
    told = {"csrfmiddlewaretoken": token, "act": "on", "purpose": "Es hängt."}
    assert strict.post(form["action"], told).status_code == 302
    assert CallLogOrder.objects.get().reason == "Es hängt."


def test_without_a_reason_it_stays_off(client, enrolment, trainer):
    client.force_login(enrolment.learner)
    launched(client, enrolment)
    client.force_login(trainer)
    answer = client.post(reverse("participants:call_log_switch", args=key(enrolment)), {"act": "on", "purpose": " "})
    assert answer.status_code == 422
    assert "Bitte nennen Sie einen Grund." in answer.content.decode()
    assert not CallLogOrder.objects.exists()


def test_it_is_not_switched_on_for_somebody_who_never_opened_the_unit(client, enrolment, trainer):
    client.force_login(trainer)
    client.post(reverse("participants:call_log_switch", args=key(enrolment)), {"act": "on", "purpose": "Es hängt."})
    assert not CallLogOrder.objects.exists()


def test_it_is_switched_off_again(client, enrolment, logged):
    client.post(reverse("participants:call_log_switch", args=key(enrolment)), {"act": "off"})
    assert not call_logs.running_orders(at=timezone.now()).exists()
    assert AuditEntry.objects.filter(action="scorm.call_log_ended").count() == 1


def test_the_page_of_the_unit_leads_to_the_log(client, enrolment, logged):
    html = BeautifulSoup(client.get(reverse("participants:unit", args=key(enrolment))).content, "html.parser")
    address = reverse("participants:call_log", args=[*key(enrolment), logged.public_id])
    assert html.find("a", href=address) is not None
    assert "Es hängt." in html.get_text()


def test_the_log_shows_findings_first_and_errors_in_words(client, enrolment, logged):
    html = page_of(client, enrolment, logged)
    texts = [each.get_text(strip=True) for each in html.select("h2 + ul li")]
    assert texts[:2] == [
        "cmi.suspend_data ist zu lang (70000 Zeichen): Fehler 405.",
        "Das Paket hat sich nie abgemeldet: LMSFinish fehlt.",
    ]
    rows = [[cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])] for row in html.select("tbody tr")]
    assert len(rows) == len(LINES)
    assert rows[1][5] == "405: Der Wert hat die falsche Form oder ist zu lang"
    assert rows[2][1] == "LMSSetValue (3×)"
    assert (rows[3][1], rows[3][5]) == ("An den Server", "200: angenommen")
    assert html.select_one("tbody details") is not None


def test_each_look_is_audited(client, enrolment, logged, trainer):
    page_of(client, enrolment, logged)
    row = AuditEntry.objects.get(action="lms.call_log_read")
    assert (row.actor, row.details["launch"]) == (str(trainer.public_id), str(logged.public_id))


def test_the_list_is_narrowed_to_what_went_wrong_and_to_a_word(client, enrolment, logged):
    assert len(page_of(client, enrolment, logged, zeigen="fehler").select("tbody tr")) == 1
    assert len(page_of(client, enrolment, logged, suche="LESSON_status").select("tbody tr")) == 1


@pytest.mark.parametrize(
    ("kind", "calls"),
    [
        ("", ["LMSInitialize", "LMSSetValue", "LMSGetValue", "commit"]),
        ("setzen", ["LMSSetValue"]),
        ("lesen", ["LMSGetValue"]),
        ("ablauf", ["LMSInitialize", "commit"]),
        ("unbekannt", ["LMSInitialize", "LMSSetValue", "LMSGetValue", "commit"]),
    ],
)
def test_lines_are_narrowed_by_kind(at, kind, calls):
    lines = [Line(at, call, "", "", "", "") for call in ("LMSInitialize", "LMSSetValue", "LMSGetValue", "commit")]
    assert [line.call for line in narrowed(lines, kind=kind, text="")] == calls


@pytest.mark.parametrize("file_format", ["csv", "json"])
def test_the_log_leaves_as_a_file_without_a_name_and_is_audited(client, enrolment, logged, file_format):
    address = reverse("participants:call_log_file", args=[*key(enrolment), logged.public_id, file_format])
    content = client.get(address).content.decode("utf-8-sig")
    if file_format == "json":
        found = [line[2:4] for line in json.loads(content)["lines"]]
    else:
        found = [row[2:4] for row in list(csv.reader(io.StringIO(content), delimiter=";"))[1:]]
    assert found == [line[1:3] for line in LINES]
    assert enrolment.learner.full_name not in content
    assert AuditEntry.objects.get(action="lms.call_log_exported").details["format"] == file_format


def test_a_format_that_is_none_is_not_found(client, enrolment, logged):
    address = reverse("participants:call_log_file", args=[*key(enrolment), logged.public_id, "xlsx"])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", ["trainer", "provider_admin"])
def test_staff_of_another_provider_find_nothing(client, enrolment, logged, role):
    client.force_login(make_staff(role, scorm_enrolment().run.course.provider))
    for name, more in [("call_log", []), ("call_log_file", ["csv"])]:
        address = reverse(f"participants:{name}", args=[*key(enrolment), logged.public_id, *more])
        assert client.get(address).status_code == 404
    assert not AuditEntry.objects.filter(action__startswith="lms.call_log").exists()


def test_a_learner_reads_no_log(client, enrolment, logged):
    client.force_login(enrolment.learner)
    address = reverse("participants:call_log", args=[*key(enrolment), logged.public_id])
    assert client.get(address).status_code in (302, 403, 404)


def test_the_log_costs_a_fixed_number_of_statements(client, enrolment, logged, django_assert_max_num_queries):
    page_of(client, enrolment, logged)
    with django_assert_max_num_queries(20):
        page_of(client, enrolment, logged)


@pytest.fixture
def version(enrolment):
    return PackageVersion.objects.select_related("package").get()


def preview(user, version):
    registration = registrations.register_preview(user=user, version=version, at=timezone.now())
    launch = open_launch(registration, timezone.now())
    call_logs.keep(launch=launch, part=part(), at=timezone.now())
    return launch


def test_a_preview_is_read_by_who_previewed_and_by_nobody_else(client, enrolment, trainer, version):
    launch = preview(trainer, version)
    args = [version.package.public_id, version.number]
    for person, status in [(trainer, 200), (make_staff("trainer", enrolment.run.course.provider), 404)]:
        client.force_login(person)
        assert client.get(reverse("package_versions:call_log", args=[*args, launch.public_id])).status_code == status
    client.force_login(trainer)
    listed = client.get(reverse("package_versions:call_logs", args=args)).content.decode()
    assert str(launch.public_id) in listed
    file = client.get(reverse("package_versions:call_log_file", args=[*args, launch.public_id, "json"]))
    assert json.loads(file.content)["package"] == version.package.title


def test_the_next_launches_of_a_package_are_recorded_for_all(client, enrolment, trainer, version):
    address = reverse("package_versions:call_logs", args=[version.package.public_id, version.number])
    client.force_login(trainer)
    assert client.post(address, {"act": "on", "purpose": "Bei manchen hängt es."}).status_code == 302
    client.force_login(enrolment.learner)
    assert launched(client, enrolment).launch.is_logged
    client.force_login(trainer)
    assert "Bei manchen hängt es." in client.get(address).content.decode()
    client.post(address, {"act": "off"})
    assert not call_logs.running_orders(at=timezone.now()).exists()


def test_a_change_of_a_result_and_a_log_stand_on_one_page_without_mixing(client, enrolment, logged):
    client.post(reverse("participants:unit", args=key(enrolment)), {"kind": "completed", "reason": "Technik"})
    assert Repair.objects.get().reason == "Technik"
    assert Launch.objects.filter(is_logged=True).count() == 1


@pytest.mark.parametrize(("kind", "is_logged"), [("adaptation_course", True), ("diversity_training", False)])
def test_an_order_for_a_package_records_nobody_in_a_diversity_training(client, enrolment, trainer, kind, is_logged):
    Course.objects.update(offer_kind=kind)
    package = run_units(enrolment.run)[0].package_version.package
    call_logs.order(package=package, registration=None, reason="Es hängt.", by=trainer, at=timezone.now())
    client.force_login(enrolment.learner)
    assert launched(client, enrolment).launch.is_logged is is_logged
    assert CallLogOrder.objects.get().launches_left == 30 - is_logged


def test_the_trainer_of_a_diversity_training_has_one_person_recorded_with_a_reason(client, enrolment, trainer):
    Course.objects.update(offer_kind="diversity_training")
    enrolment.run.trainers.add(trainer)
    client.force_login(enrolment.learner)
    launched(client, enrolment)
    client.force_login(trainer)
    client.post(reverse("participants:call_log_switch", args=key(enrolment)), {"act": "on", "purpose": "Es hängt."})
    client.force_login(enrolment.learner)
    assert launched(client, enrolment).launch.is_logged


def test_the_page_of_a_version_says_how_long_previews_are_kept(client, enrolment, monkeypatch):
    version = run_units(enrolment.run)[0].package_version
    monkeypatch.setitem(limits.DEFAULTS, "CALL_LOG_DAYS", 9)
    client.force_login(make_staff("trainer", version.package.owner))
    address = reverse("package_versions:call_logs", args=[version.package.public_id, version.number])
    assert "9 Tage lang hier zu lesen" in client.get(address).content.decode()


def test_only_the_log_of_a_person_warns_of_their_answers(client, enrolment, logged, trainer):
    warning = "können aber Antworten enthalten"
    assert warning in page_of(client, enrolment, logged).text
    version = run_units(enrolment.run)[0].package_version
    registration = registrations.register_preview(user=trainer, version=version, at=timezone.now())
    launch = open_launch(registration, timezone.now())
    call_logs.keep(launch=launch, part=part(), at=timezone.now())
    address = [version.package.public_id, version.number, launch.public_id]
    own = client.get(reverse("package_versions:call_log", args=address)).content.decode()
    assert ("Aufruf für Aufruf" in own, warning in own) == (True, False)


def test_of_a_preview_of_which_nothing_has_arrived_nothing_is_said_against_the_package(
    client, enrolment, trainer, version
):
    launch = preview(trainer, version)
    launch.call_log_parts.all().delete()
    client.force_login(trainer)
    url = reverse("package_versions:call_log", args=[version.package.public_id, version.number, launch.public_id])
    response = client.get(url)
    assert list(response.context["findings"]) == []
    assert "Noch ist nichts angekommen." in response.content.decode()
