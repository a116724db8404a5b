"""The holder's own list, and who may open the document."""

import pytest
from django.urls import reverse

from accounts.models import Membership
from certificates import actions
from certificates.models import Certificate
from privacy.models import AuditEntry
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.certificates import facts, issue_certificate, request_certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina():
    return UserFactory(full_name="Amina")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_one_statement_for_one_and_for_three(client, amina, count, django_assert_max_num_queries):
    for _ in range(count):
        issue_certificate(holder=amina)
    client.force_login(amina)
    with django_assert_max_num_queries(8) as queries:  # session, person and what the shell asks
        client.get(reverse("certificates:own"))
    assert sum("certificates_certificate" in query["sql"] for query in queries.captured_queries) == 1


def test_every_state_is_explained_and_other_peoples_certificates_do_not_exist(client, amina, at):
    issue_certificate(facts=facts(course_title="Von jemand anderem"))
    issue_certificate(holder=amina, facts=facts(course_title="Fertig"))
    request_certificate(holder=amina, facts=facts(course_title="Unterwegs"))
    stuck = request_certificate(holder=amina, facts=facts(course_title="Steckt"))
    Certificate.objects.filter(pk=stuck.pk).update(last_error="text 张 could not be displayed")
    gone = issue_certificate(holder=amina, facts=facts(course_title="Falsch"))
    actions.revoke(certificate=gone, reason="x", by=UserFactory(), at=at)
    client.force_login(amina)
    shown = client.get(reverse("certificates:own")).content.decode()
    for expected in [
        "Fertig",
        "Unterwegs",
        "Steckt",
        "Falsch",
        "wird gerade ausgestellt",
        "widerrufen",
        "Ihr Träger kann",
    ]:
        assert expected in shown
    assert "Von jemand anderem" not in shown
    assert "could not be displayed" not in shown


def test_an_empty_list_says_how_it_fills(client, amina):
    client.force_login(amina)
    assert "Sie haben noch keine Bescheinigung." in client.get(reverse("certificates:own")).content.decode()


def test_the_holder_downloads_the_document_as_issued_without_a_trace(client, amina):
    certificate = issue_certificate(holder=amina)
    client.force_login(amina)
    response = client.get(reverse("certificates:download", args=[certificate.public_id]))
    assert b"".join(response.streaming_content).startswith(b"%PDF-1.7")
    assert f'filename="Teilnahmebescheinigung {certificate.number}.pdf"' in response["Content-Disposition"]
    assert not AuditEntry.objects.filter(action="certificates.read").exists()


def test_staff_with_the_right_may_open_it_and_leaves_a_trace(client):
    certificate = issue_certificate()
    coordinator = MembershipFactory(role=Membership.Role.COORDINATOR, provider=certificate.provider).user
    client.force_login(coordinator)
    response = client.get(reverse("certificates:download", args=[certificate.public_id]), {"ansehen": ""})
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("inline")
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    entry = AuditEntry.objects.get(action="certificates.read")
    assert (entry.actor, entry.subject, entry.provider) == (
        coordinator.public_id,
        certificate.public_id,
        certificate.provider.public_id,
    )


@pytest.mark.parametrize("who", ["stranger", "trainer here", "coordinator elsewhere", "hr", "administrator", "former"])
def test_nobody_else_opens_it(client, who, at):
    certificate = issue_certificate()
    person = {
        "stranger": lambda: UserFactory(),
        "trainer here": lambda: MembershipFactory(provider=certificate.provider).user,
        "coordinator elsewhere": lambda: MembershipFactory(role="coordinator").user,
        "hr": lambda: hr(),
        "administrator": lambda: MembershipFactory(role="administrator", provider=None).user,
        "former": lambda: MembershipFactory(role="coordinator", provider=certificate.provider, ended_at=at).user,
    }[who]()
    client.force_login(person)
    expected = 403 if who == "hr" else 404  # employers are told why
    assert client.get(reverse("certificates:download", args=[certificate.public_id])).status_code == expected


def hr():
    from tests.factories.accounts import EmployerFactory

    return MembershipFactory(role="hr", provider=None, employer=EmployerFactory()).user


def test_a_visitor_is_led_to_sign_in(client):
    certificate = issue_certificate()
    for name, args in [("own", []), ("download", [certificate.public_id])]:
        assert client.get(reverse(f"certificates:{name}", args=args)).status_code == 302


def test_a_document_that_does_not_exist_yet_is_not_found(client, amina):
    client.force_login(amina)
    certificate = request_certificate(holder=amina)
    assert client.get(reverse("certificates:download", args=[certificate.public_id])).status_code == 404
