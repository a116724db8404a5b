"""Staff see, revoke and retry the certificates of their own provider only."""

import pytest
from django.urls import reverse

from certificates.models import Certificate, CertificateState
from jobs.models import Job
from privacy.models import AuditEntry
from tests.factories.accounts_staff import make_staff
from tests.factories.certificates import facts, issue_certificate, request_certificate

pytestmark = pytest.mark.django_db


def url(name, certificate=None):
    return reverse(f"certificates_office:{name}", args=[certificate.public_id] if certificate else [])


@pytest.fixture
def certificate():
    return issue_certificate()


@pytest.fixture
def coordinator(certificate):
    return make_staff("coordinator", certificate.provider)


@pytest.fixture
def office(client, coordinator):
    client.force_login(coordinator)
    return client


def stick(certificate):
    Certificate.objects.filter(pk=certificate.pk).update(last_error="Kein Zeichen für ሰ")


def test_the_list_shows_own_certificates_and_no_others(office, certificate):
    issue_certificate(facts=facts(holder_name="Fremde Person"))
    shown = office.get(url("index")).content.decode()
    assert "Olena Kovalenko" in shown
    assert certificate.number in shown
    assert "Fremde Person" not in shown


def test_the_list_filters_by_course_state_and_problem(office, certificate):
    provider = certificate.provider
    request_certificate(provider=provider, facts=facts(holder_name="Wartet", course_title="Diversity"))
    stick(request_certificate(provider=provider, facts=facts(holder_name="Steckt", course_title="Diversity")))
    everybody = {"Olena Kovalenko", "Wartet", "Steckt"}

    def found(**query):
        shown = office.get(url("index_results"), query).content.decode()
        return {name for name in everybody if name in shown}

    assert found() == everybody
    assert found(course_title="diversity") == {"Wartet", "Steckt"}
    assert found(state="issued") == {"Olena Kovalenko"}
    assert found(q=certificate.number) == {"Olena Kovalenko"}


def test_what_waits_is_counted_on_the_start_page(office, certificate, at):
    assert "die warten" not in office.get(reverse("wagtailadmin_home")).content.decode()
    stick(request_certificate(provider=certificate.provider))
    stick(request_certificate())  # of another provider
    shown = office.get(reverse("wagtailadmin_home")).content.decode()
    assert "1 Bescheinigung konnte noch nicht ausgestellt werden." in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(office, certificate, count, django_assert_max_num_queries):
    for _ in range(count - 1):
        issue_certificate(provider=certificate.provider)
    with django_assert_max_num_queries(14):
        office.get(url("index"))


def test_the_list_is_not_a_second_export_door(office):
    assert office.get(url("index"), {"export": "csv"})["Content-Type"].startswith("text/html")


def test_opening_a_certificate_shows_the_snapshot_and_leaves_a_trace(office, certificate, coordinator):
    shown = office.get(url("detail", certificate)).content.decode()
    for expected in [certificate.number, certificate.snapshot_sha256, "148 von 160 UE", "Auftragsbearbeitung"]:
        assert expected in shown
    entry = AuditEntry.objects.get(action="certificates.read")
    assert (entry.actor, entry.subject) == (coordinator.public_id, certificate.public_id)


def test_revoking_asks_for_reason_and_confirmation(office, certificate):
    response = office.post(url("revoke", certificate), {"reason": " "})
    assert set(response.context["form"].errors) == {"reason", "confirmed"}
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.ISSUED

    response = office.post(url("revoke", certificate), {"reason": "Falscher Name", "confirmed": "on"})
    assert response.status_code == 302
    certificate.refresh_from_db()
    assert (certificate.state, certificate.revoked_reason) == (CertificateState.REVOKED, "Falscher Name")
    assert "Falscher Name" in office.get(url("detail", certificate)).content.decode()


def test_revoking_twice_changes_nothing_and_says_so(office, certificate):
    for reason in ("eins", "zwei"):
        office.post(url("revoke", certificate), {"reason": reason, "confirmed": "on"})
    certificate.refresh_from_db()
    assert certificate.revoked_reason == "eins"


def test_what_failed_is_tried_again_from_its_page(office, certificate):
    stuck = request_certificate(provider=certificate.provider)
    stick(stuck)
    Job.objects.update(state="failed", ended_at=stuck.requested_at)
    assert "Kein Zeichen für ሰ" in office.get(url("detail", stuck)).content.decode()
    office.post(url("retry", stuck))
    stuck.refresh_from_db()
    assert stuck.last_error == ""
    assert Job.objects.get(key__endswith=stuck.public_id).state == "queued"
    assert AuditEntry.objects.filter(action="certificates.retried", subject=stuck.public_id).count() == 1


@pytest.mark.parametrize("role", ["coordinator", "provider_admin", "trainer", "administrator"])
def test_other_providers_staff_and_other_roles_find_nothing(client, certificate, role):
    client.force_login(make_staff(role, certificate.provider) if role == "trainer" else make_staff(role))
    for name in ("detail", "revoke"):
        assert client.get(url(name, certificate)).status_code == 404
    for name in ("revoke", "retry"):
        assert client.post(url(name, certificate), {"reason": "x", "confirmed": "on"}).status_code == 404
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.ISSUED


def test_trainers_have_no_list_and_no_menu_item(client, certificate):
    client.force_login(make_staff("trainer", certificate.provider))
    assert client.get(url("index")).status_code == 404
    assert url("index") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_coordinators_find_it_in_the_menu(office):
    assert url("index") in office.get(reverse("wagtailadmin_home")).content.decode()
