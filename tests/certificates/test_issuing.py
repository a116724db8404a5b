"""Issued once and whole, or not at all."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from certificates import actions, pdf
from certificates.actions import issuing
from certificates.models import Certificate, CertificateCounter, CertificateState
from certificates.numbers import genuine_number
from jobs.models import Job
from media.actions.private_files import private_storage, sweep_orphans
from media.models import PrivateFile
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.factories.accounts import NetworkFactory, ProviderFactory, UserFactory
from tests.factories.certificates import issue_certificate, request_certificate


@pytest.mark.django_db
def test_the_job_of_a_request_issues_the_certificate(at, run_jobs):
    provider = ProviderFactory(network__code="NI")
    certificate = request_certificate(provider=provider)
    assert run_jobs(at) == 2  # the certificate, then the letter about it
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.ISSUED
    assert certificate.number is not None
    assert certificate.number.startswith("IQ-NI-2026-000001-")
    assert genuine_number(certificate.number) == certificate.number
    assert certificate.pdf.storage_key.startswith(f"{provider.public_id}/certificate/")
    assert certificate.pdf_sha256 == certificate.pdf.sha256
    assert list(AuditEntry.objects.values_list("action", "subject")) == [("certificates.issued", certificate.public_id)]


@pytest.mark.django_db
def test_a_job_that_runs_twice_issues_once(at):
    certificate = issue_certificate()
    before = Certificate.objects.values().get()
    actions.issue(certificate_id=certificate.pk, at=at + timedelta(hours=1))
    assert Certificate.objects.values().get() == before
    assert PrivateFile.objects.count() == 1
    assert CertificateCounter.objects.get().last == 1


@pytest.mark.django_db
def test_the_holder_gets_one_letter_per_certificate_in_their_language(at, run_jobs, mailoutbox):
    holder = UserFactory(email="olena@example.org", preferred_language="en")
    first, second = request_certificate(holder=holder), request_certificate(holder=holder)
    run_jobs(at)
    for certificate in (first, second):
        certificate.refresh_from_db()
    letters = Letter.objects.filter(recipient=holder, event="certificate_issued")
    assert {letter.key for letter in letters} == {f"certificate_issued:{c.public_id}" for c in (first, second)}
    assert {letter.provider_id for letter in letters} == {first.provider_id, second.provider_id}
    run_jobs(at + timedelta(hours=1))
    assert [message.to for message in mailoutbox] == [["olena@example.org"]] * 2
    for number in (first.number, second.number):
        assert sum(number in message.body for message in mailoutbox) == 1
    assert all("http://localhost/en/bescheinigungen/" in message.body for message in mailoutbox)


@pytest.mark.django_db
def test_who_has_no_address_gets_the_certificate_and_no_letter(at, run_jobs):
    certificate = request_certificate(holder=UserFactory(email=""))
    assert run_jobs(at) == 1
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.ISSUED
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_a_job_that_runs_twice_writes_one_letter(at):
    certificate = issue_certificate()
    actions.issue(certificate_id=certificate.pk, at=at + timedelta(hours=1))
    assert Letter.objects.count() == 1
    assert Job.objects.filter(kind="notifications.send").count() == 1


@pytest.mark.django_db
def test_each_network_and_year_counts_for_itself():
    ni, nrw = NetworkFactory(code="NI"), NetworkFactory(code="NRW")
    # 23:30 UTC on New Year's Eve is the new year in Berlin.
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    numbers = [
        issue_certificate(provider=ProviderFactory(network=network), at=at).number[:-9]
        for network, at in [(ni, late - timedelta(days=1)), (ni, late), (nrw, late), (ni, late)]
    ]
    assert numbers == ["IQ-NI-2026-000001", "IQ-NI-2027-000001", "IQ-NRW-2027-000001", "IQ-NI-2027-000002"]


@pytest.mark.django_db
def test_numbers_are_left_out_by_lot_so_that_nobody_counts_the_certificates_between_two(settings, monkeypatch):
    settings.CERTIFICATE_NUMBER_GAP = 9
    below, lots = [], iter([4, 0, 9])
    monkeypatch.setattr(issuing, "randbelow", lambda most: below.append(most) or next(lots))
    provider = ProviderFactory()
    assert [issue_certificate(provider=provider).sequence for _ in range(3)] == [5, 6, 16]
    assert below == [10, 10, 10]


class Killed(BaseException):
    """What kill -9 looks like from inside a test."""


@pytest.mark.django_db
@pytest.mark.parametrize("line", ["before the file", "after the file", "before the commit"])
def test_a_crash_leaves_nothing_and_the_next_try_everything(at, line, monkeypatch):
    certificate = request_certificate()
    from certificates.actions import issuing

    def dies(*args, **kwargs):
        raise Killed

    def dies_after(*args, **kwargs):
        store(*args, **kwargs)
        raise Killed

    store = issuing.private_files.store
    place = {
        "before the file": (issuing.pdf, "render", dies),
        "after the file": (issuing.private_files, "store", dies_after),
        "before the commit": (issuing.letters, "write", dies),
    }[line]
    with monkeypatch.context() as crash:
        crash.setattr(*place)
        with pytest.raises(Killed):
            actions.issue(certificate_id=certificate.pk, at=at)
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.REQUESTED
    assert (PrivateFile.objects.count(), CertificateCounter.objects.count(), Letter.objects.count()) == (0, 0, 0)

    actions.issue(certificate_id=certificate.pk, at=at)
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.ISSUED
    sweep_orphans(at=datetime.now(UTC) + timedelta(days=2))
    assert private_storage().exists(certificate.pdf.storage_key)


@pytest.mark.django_db
def test_a_withdrawn_request_is_never_issued(at):
    certificate = request_certificate()
    actions.revoke(certificate=certificate, reason="falscher Kurs", by=UserFactory(), at=at)
    actions.issue(certificate_id=certificate.pk, at=at)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.number) == (CertificateState.REVOKED, None)


@pytest.mark.django_db
def test_the_job_of_an_erased_person_ends_in_peace(at, run_jobs):
    certificate = request_certificate()
    certificate.delete()
    run_jobs(at)
    assert Job.objects.get().state == "done"


@pytest.mark.django_db
def test_fonts_that_come_later_are_waited_for(at, run_jobs, settings, tmp_path):
    ready, settings.FONT_DIR = settings.FONT_DIR, tmp_path
    certificate = request_certificate()
    run_jobs(at)
    settings.FONT_DIR = ready
    run_jobs(at + timedelta(minutes=5))
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.ISSUED


def _in_threads(count, work):
    errors = []

    def one(index):
        try:
            work(index)
        except Exception as error:  # noqa: BLE001  shown by the assertion
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_eight_workers_issue_one_certificate_once(at):
    certificate = request_certificate()
    _in_threads(8, lambda _: actions.issue(certificate_id=certificate.pk, at=at))
    assert Certificate.objects.get().state == CertificateState.ISSUED
    assert (PrivateFile.objects.count(), CertificateCounter.objects.get().last) == (1, 1)
    assert AuditEntry.objects.filter(action="certificates.issued").count() == 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_ten_certificates_at_once_get_ten_numbers(at):
    provider = ProviderFactory()
    waiting = [request_certificate(provider=provider).pk for _ in range(10)]
    _in_threads(10, lambda index: actions.issue(certificate_id=waiting[index], at=at))
    assert sorted(Certificate.objects.values_list("sequence", flat=True)) == list(range(1, 11))


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_eight_requests_at_once_are_one_certificate_and_one_job(at):
    provider, holder, subject = ProviderFactory(), UserFactory(), uuid.uuid4()
    _in_threads(8, lambda _: request_certificate(provider=provider, holder=holder, subject_key=subject))
    assert (Certificate.objects.count(), Job.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "statements"),
    # Two are the savepoint that the test's transaction makes of it, two the savepoint of whoever writes a letter.
    # The letter itself costs four more (its key is looked for, then inserted under a savepoint) and its job two.
    # One asks for the funding period of the day.
    [("", 11), ("olena@example.org", 17)],
)
def test_rendering_and_storing_cost_few_statements(at, email, statements, django_assert_num_queries):
    certificate = request_certificate(holder=UserFactory(email=email))
    CertificateCounter.objects.create(network_code=certificate.provider.network.code, year=2026, last=7)
    pdf.render(issue_certificate())
    with django_assert_num_queries(statements):
        actions.issue(certificate_id=certificate.pk, at=at)
