"""A trainer reads what the check of a package found, and what to do about it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from scorm.models import Package
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.scorm import manifest, zipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer(client):
    person = make_staff("trainer", ProviderFactory())
    client.force_login(person)
    return person


@pytest.fixture
def taken_in(client, trainer, run_jobs):
    def _taken_in(content):
        upload = SimpleUploadedFile("paket.zip", content, content_type="application/zip")
        client.post(reverse("scorm_office:upload"), {"title": "Vielfalt", "file": upload})
        run_jobs(timezone.now())
        return Package.objects.latest("pk")

    return _taken_in


def page(client, package):
    return client.get(reverse("scorm_office:findings", args=[package.public_id, 1]))


def test_the_page_names_tool_hosts_and_what_to_do(client, taken_in):
    index = '<html><script src="https://www.googletagmanager.com/g.js"></script></html>'
    files = {"imsmanifest.xml": manifest(), "index.html": index, "story_content/user.js": ""}
    package = taken_in(zipped(files))
    response = page(client, package)
    found, html = response.context["found"], response.content.decode()
    assert found.tool == "Articulate Storyline"
    assert [host.name for host in found.hosts] == ["www.googletagmanager.com"]
    assert [one.code for one in found.to_do] == ["trackers"]
    assert "Analytics" in html
    assert "SCORM 1.2" in html


def test_a_refused_upload_has_its_page_too(client, taken_in):
    package = taken_in(zipped({"index.html": "ohne Manifest"}))
    response = page(client, package)
    assert [one.code for one in response.context["found"].refused] == ["no_manifest"]


def test_the_page_of_the_package_leads_to_it(client, taken_in):
    package = taken_in(zipped())
    html = client.get(reverse("scorm_office:detail", args=[package.public_id])).content.decode()
    assert reverse("scorm_office:findings", args=[package.public_id, 1]) in html


def test_nobody_reads_it_at_another_provider(client, taken_in):
    package = taken_in(zipped())
    client.force_login(make_staff("trainer"))
    assert page(client, package).status_code == 404


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_page_costs_the_same_for_one_item_and_three(client, taken_in, item_count, django_assert_max_num_queries):
    items = "".join(f'<item identifier="I{n}" identifierref="R"><title>{n}</title></item>' for n in range(item_count))
    package = taken_in(zipped({"imsmanifest.xml": manifest(items=items), "index.html": "<p>Hallo</p>"}))
    page(client, package)
    with django_assert_max_num_queries(12):
        assert page(client, package).status_code == 200
