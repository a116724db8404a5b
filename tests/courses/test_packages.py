"""A trainer uploads SCORM packages, reads the report, previews and uses them."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from django.utils import timezone

from courses.actions import publishing, runs
from courses.models import Unit
from courses.viewsets.packages import urlpatterns
from scorm.models import Package, PackageVersion, Registration
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import RunFactory, UnitFactory, live_course
from tests.factories.scorm import manifest, zipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return ProviderFactory(complaint_path="an die Leitung")


@pytest.fixture
def trainer(client, provider):
    person = make_staff("trainer", provider)
    client.force_login(person)
    return person


def zip_file(content=None, name="paket.zip"):
    return SimpleUploadedFile(name, zipped() if content is None else content, content_type="application/zip")


def upload(client, *, content=None, title="Vielfalt", **extra):
    return client.post(reverse("scorm_office:upload"), {"title": title, "file": zip_file(content)}, **extra)


def uploaded(client, run_jobs, **values):
    upload(client, **values)
    run_jobs(timezone.now())
    return Package.objects.latest("pk")


def page(package):
    return reverse("scorm_office:detail", args=[package.public_id])


def test_an_upload_belongs_to_the_only_own_provider_and_waits_for_its_check(client, trainer, provider):
    response = upload(client)
    package = Package.objects.get()
    assert response["Location"] == page(package)
    assert (package.owner, package.versions.get().state) == (provider, "queued")
    assert "Die Prüfung läuft" in client.get(page(package)).content.decode()


def test_the_browser_that_shows_progress_gets_the_address_as_json(client, trainer):
    response = upload(client, headers={"accept": "application/json"})
    assert response.status_code == 201
    assert response.json() == {"url": page(Package.objects.get())}


def test_errors_come_as_sentences_at_the_field(client, trainer):
    response = client.post(reverse("scorm_office:upload"), {"title": ""}, headers={"accept": "application/json"})
    assert response.status_code == 422
    assert sorted(response.json()["errors"]) == ["file", "title"]


def test_the_page_that_waits_learns_when_the_check_is_over(client, trainer, run_jobs):
    upload(client)
    package = Package.objects.get()
    status = reverse("scorm_office:status", args=[package.public_id])
    assert client.get(status).json()["is_waiting"] is True
    run_jobs(timezone.now())
    answer = client.get(status).json()
    assert answer["is_waiting"] is False
    assert "bereit" in answer["html"]


def test_the_page_that_waits_tells_how_many_files_are_unpacked(client, trainer):
    upload(client)
    version = Package.objects.get().versions.get()
    type(version).objects.filter(pk=version.pk).update(state="checking", file_count=50)
    row = {"size": 1, "sha256": "0" * 64}
    for number in range(20):
        version.files.create(path=f"{number}", path_ci=f"{number}", storage_key=f"k{number}", **row)
    html = client.get(reverse("scorm_office:status", args=[version.package.public_id])).json()["html"]
    assert '<progress max="50" value="20"' in html
    assert "20 von 50 Dateien ausgepackt" in html


def test_an_upload_that_breaks_off_leaves_nothing_behind(client, trainer):
    body = encode_multipart(BOUNDARY, {"title": "Vielfalt", "file": zip_file()})
    for length in (len(body) // 2, len(body) - 40):
        response = client.generic("POST", reverse("scorm_office:upload"), body[:length], MULTIPART_CONTENT)
        assert response.status_code in (400, 422)
    assert Package.objects.count() == 0


def test_a_refused_package_says_why_and_what_to_do(client, trainer, run_jobs):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "kein SCORM")
    package = uploaded(client, run_jobs, content=target.getvalue())
    html = client.get(page(package)).content.decode()
    assert "Abgelehnt:" in html
    assert "imsmanifest.xml" in html


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["k.au", "k.crs", "k.cst", "k.des"], "Das ist ein AICC-Paket, kein SCORM-Paket."),
        (["tincan.xml", "index.html"], "Das ist ein xAPI-Paket (Tin Can), kein SCORM-Paket."),
        (["cmi5.xml", "index.html"], "Das ist ein cmi5-Paket, kein SCORM-Paket."),
    ],
    ids=["AICC", "xAPI", "cmi5"],
)
def test_a_relative_of_scorm_is_refused_by_its_name_with_what_to_do(client, trainer, run_jobs, files, said):
    package = uploaded(client, run_jobs, content=zipped(dict.fromkeys(files, "x")))
    html = client.get(page(package)).content.decode()
    assert said in html
    assert "Exportieren Sie den Inhalt als SCORM 1.2 oder SCORM 2004." in html
    assert package.versions.get().state == "failed"


def test_the_same_file_twice_is_refused_at_the_field(client, trainer, run_jobs):
    package = uploaded(client, run_jobs)
    url = reverse("scorm_office:new_version", args=[package.public_id])
    response = client.post(url, {"file": zip_file()})
    assert response.status_code == 422
    assert "Version 1" in str(response.context["form"].errors["file"])


def test_a_new_version_gets_the_next_number(client, trainer, run_jobs):
    package = uploaded(client, run_jobs)
    other = zipped({"imsmanifest.xml": manifest(), "index.html": "neu"})
    client.post(reverse("scorm_office:new_version", args=[package.public_id]), {"file": zip_file(other)})
    assert list(package.versions.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_the_preview_leads_to_the_content_host_and_counts_nothing(client, trainer, run_jobs):
    package = uploaded(client, run_jobs)
    version = package.versions.get()
    response = client.post(reverse("scorm_office:preview", args=[package.public_id, 1]))
    assert response.status_code == 302
    assert f"{version.public_id}.scorm." in response["Location"]
    assert Registration.objects.get().is_preview is True


def test_an_upload_is_given_back_byte_for_byte(client, trainer, run_jobs):
    content = zipped()
    package = uploaded(client, run_jobs, content=content, title="Vielfalt im Büro")
    response = client.get(reverse("scorm_office:download", args=[package.public_id, 1]))
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"] == 'attachment; filename="vielfalt-im-buro-v1.zip"'


def test_a_package_is_renamed_archived_and_restored(client, trainer, run_jobs):
    package = uploaded(client, run_jobs)
    change = reverse("scorm_office:change", args=[package.public_id])
    client.post(change, {"act": "rename", "title": "Neuer Titel"})
    client.post(change, {"act": "archive"})
    package.refresh_from_db()
    assert (package.title, package.archived_at is None) == ("Neuer Titel", False)
    assert "Neuer Titel" not in client.get(reverse("scorm_office:index")).content.decode()
    assert "Neuer Titel" in client.get(reverse("scorm_office:index"), {"archiv": "1"}).content.decode()
    client.post(change, {"act": "restore"})
    package.refresh_from_db()
    assert package.archived_at is None


def test_a_unit_is_made_from_the_page_of_its_package(client, trainer, run_jobs):
    package = uploaded(client, run_jobs)
    html = client.get(page(package)).content.decode()
    add = reverse("wagtailsnippets_courses_unit:add") + f"?package={package.public_id}"
    assert add in html
    form = client.get(add).context["form"]
    assert (form.instance.kind, form.instance.package, form.instance.title) == ("scorm", package, "Vielfalt")


def test_a_unit_with_a_refused_package_is_not_published(client, trainer, run_jobs, provider):
    package = uploaded(client, run_jobs, content=zipped({"index.html": "ohne Manifest"}))
    unit = UnitFactory(provider=provider, kind=Unit.Kind.SCORM, package=package, body=[])
    with pytest.raises(publishing.NotReady) as refusal:
        publishing.publish_unit(unit=unit, by=None)
    assert [fault.field for fault in refusal.value.faults] == ["package"]


def test_a_run_pins_the_newest_version_that_is_ready(client, trainer, run_jobs, provider, at):
    package = uploaded(client, run_jobs)
    unit = UnitFactory(provider=provider, kind=Unit.Kind.SCORM, package=package, body=[])
    unit = publishing.publish_unit(unit=unit, by=None)
    client.post(
        reverse("scorm_office:new_version", args=[package.public_id]),
        {"file": zip_file(zipped({"index.html": "ohne Manifest"}))},
    )
    run_jobs(timezone.now())
    run = runs.open_run(run=RunFactory(course=live_course(provider, units=[unit])), by=None, at=at)
    assert run.run_units.get().package_version == PackageVersion.objects.get(number=1)
    assert run.run_units.get().completion_rule == "package"


def test_the_page_of_a_package_names_the_units_that_play_it(client, trainer, run_jobs, provider):
    package = uploaded(client, run_jobs)
    UnitFactory(provider=provider, kind=Unit.Kind.SCORM, package=package, title="Vielfalt verstehen")
    assert "Vielfalt verstehen" in client.get(page(package)).content.decode()


ROWS = [pattern.name for pattern in urlpatterns if "public_id" in pattern.pattern.regex.groupindex]


@pytest.mark.parametrize("name", ROWS)
def test_a_package_of_another_provider_does_not_exist(client, trainer, run_jobs, name):
    package = uploaded(client, run_jobs)
    stranger = make_staff("trainer")
    client.force_login(stranger)
    pattern = next(pattern for pattern in urlpatterns if pattern.name == name)
    kwargs = {"public_id": package.public_id, "number": 1}
    url = reverse(f"scorm_office:{name}", kwargs={key: kwargs[key] for key in pattern.pattern.regex.groupindex})
    answers = {client.get(url).status_code, client.post(url, {"act": "archive"}).status_code}
    assert answers <= {404, 405}
    assert 404 in answers
    package.refresh_from_db()
    assert package.archived_at is None


def test_a_unit_cannot_take_the_package_of_another_provider(client, trainer, run_jobs):
    package = uploaded(client, run_jobs)
    client.force_login(make_staff("trainer"))
    form = client.get(reverse("wagtailsnippets_courses_unit:add"), {"package": package.public_id}).context["form"]
    assert form.instance.package is None
    assert package not in form.fields["package"].queryset


def test_a_coordinator_finds_no_packages(client):
    client.force_login(make_staff("coordinator"))
    assert client.get(reverse("scorm_office:index")).status_code == 404


@pytest.mark.parametrize("row_count", [1, 3])
def test_the_list_of_packages_costs_the_same_for_one_and_three(
    client, trainer, run_jobs, row_count, django_assert_max_num_queries
):
    for number in range(row_count):
        upload(client, title=f"Paket {number}")
    client.get(reverse("scorm_office:index"))
    with django_assert_max_num_queries(14):
        assert client.get(reverse("scorm_office:index")).status_code == 200
