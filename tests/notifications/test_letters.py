"""One cause, one letter, in the reader's language, sent at least once and never without its row."""

import re
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from accounts.models import FundingPeriod
from jobs.models import Job, JobState
from media import letter_logos
from media.actions.logos import add_funding_logo
from media.models import FundingLogo
from notifications import actions
from notifications.models import Letter
from tests.factories.accounts import FundingPeriodFactory, NetworkFactory, ProviderFactory, UserFactory
from tests.factories.media import picture

pytestmark = pytest.mark.django_db
COURSE = {"course_title": "Pflege & Sprache", "starts_on": "2026-03-15", "url": "http://localhost/de/lernen/abc/"}


class RefusingBackend(EmailBackend):
    """A mail server that knows no such address."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({"x@example.org": (550, b"no such user")})


class AbsentBackend(EmailBackend):
    """A mail server that is not there."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("gone")


def write(recipient, at, key="enrolled:1", event="enrolled", **more):
    return actions.write(key=key, recipient=recipient, event=event, context=COURSE, at=at, **more)


def test_a_letter_is_sent_by_a_job_and_its_context_is_emptied(at, run_jobs):
    letter = write(UserFactory(full_name="Amina Yılmaz"), at)
    assert mail.outbox == []
    run_jobs(at)
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at, letter.context) == (Letter.State.SENT, at, {})
    (message,) = mail.outbox
    assert message.subject == "Ihr Platz im Kurs „Pflege & Sprache“"
    assert "15. März 2026" in message.body
    assert "Guten Tag Amina Yılmaz," in message.body
    assert message.extra_headers["Message-ID"] == f"<{letter.public_id}@localhost>"


def test_the_same_cause_gives_the_same_letter_and_one_mail(at, run_jobs):
    person = UserFactory()
    assert write(person, at) == write(person, at)
    run_jobs(at)
    assert len(mail.outbox) == 1


def test_a_second_run_of_the_job_sends_nothing_more(at, run_jobs):
    letter = write(UserFactory(), at)
    run_jobs(at)
    actions.send(payload={"letter": letter.public_id}, at=at, progress=lambda _percent: None)
    assert len(mail.outbox) == 1


def test_no_letter_stays_when_what_caused_it_is_rolled_back(at):
    with transaction.atomic():
        write(UserFactory(), at)
        transaction.set_rollback(True)
    assert (Letter.objects.count(), Job.objects.count()) == (0, 0)


def test_a_person_without_address_gets_no_letter(at):
    assert write(UserFactory(email=""), at) is None
    assert Letter.objects.count() == 0


def test_an_event_without_text_is_refused_when_it_is_written(at):
    with pytest.raises(LookupError):
        write(UserFactory(), at, event="no_such_event")


@pytest.mark.parametrize(("language", "direction"), [("de", "ltr"), ("en", "ltr"), ("ar", "rtl"), ("", "ltr")])
def test_a_letter_is_in_the_readers_language_and_direction(at, run_jobs, language, direction):
    write(UserFactory(preferred_language=language), at)
    run_jobs(at)
    ((html, _media_type),) = mail.outbox[0].alternatives
    assert f'<html lang="{language or "de"}" dir="{direction}">' in html


def test_html_escapes_what_people_wrote_and_text_does_not(at, run_jobs):
    write(UserFactory(full_name="<b>O'Neill</b>"), at)
    run_jobs(at)
    ((html, _media_type),) = mail.outbox[0].alternatives
    assert "<bdi>&lt;b&gt;O&#x27;Neill&lt;/b&gt;</bdi>" in html
    assert "Guten Tag <b>O'Neill</b>," in mail.outbox[0].body


def test_a_line_break_in_a_title_cannot_add_headers(at, run_jobs):
    actions.write(
        key="k",
        recipient=UserFactory(),
        event="enrolled",
        context={**COURSE, "course_title": "Kurs\nBcc: x@example.org"},
        at=at,
    )
    run_jobs(at)
    assert mail.outbox[0].recipients() == [Letter.objects.get().address]


def test_the_funders_wording_of_the_day_stands_below_letters_about_learning(at, run_jobs):
    upper = NetworkFactory()
    network = NetworkFactory(parent=upper, programme=upper.programme)
    for year, statement in [(2025, "Gefördert 2025"), (2026, "Gefördert 2026")]:
        FundingPeriod.objects.create(
            network=upper, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), statement=statement
        )
    write(UserFactory(), at, provider=ProviderFactory(network=network))
    run_jobs(at)
    assert "Gefördert 2026" in mail.outbox[0].body
    assert "Gefördert 2025" not in mail.outbox[0].body


def test_a_refused_address_fails_the_letter_at_once(at, run_jobs, settings):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    letter = write(UserFactory(), at)
    run_jobs(at)
    letter.refresh_from_db()
    assert (letter.state, Job.objects.get().state) == (Letter.State.FAILED, JobState.FAILED)


def test_an_absent_mail_server_is_tried_again_and_in_the_end_the_letter_says_it_failed(at, run_jobs, settings):
    settings.EMAIL_BACKEND = f"{__name__}.AbsentBackend"
    settings.JOB_MAX_ATTEMPTS = 2
    letter = write(UserFactory(), at)
    run_jobs(at)
    letter.refresh_from_db()
    assert (letter.state, Job.objects.get().state) == (Letter.State.QUEUED, JobState.QUEUED)
    run_jobs(at + timedelta(hours=2))
    letter.refresh_from_db()
    assert (letter.state, Job.objects.get().state) == (Letter.State.FAILED, JobState.FAILED)


def test_old_letters_are_removed(at, run_jobs, settings):
    write(UserFactory(), at)
    later = at + timedelta(days=settings.LETTER_RETENTION_DAYS)
    assert actions.remove_old_letters(at=later) == 0
    assert actions.remove_old_letters(at=later + timedelta(seconds=1)) == 1


def test_moments_of_letters_are_instants_in_utc(at):
    assert write(UserFactory(), at).written_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_letter_of_the_platform_names_all_current_funders_each_once(at, run_jobs):
    FundingPeriodFactory(statement="Gleich.")
    FundingPeriodFactory(statement="Gleich.")
    FundingPeriodFactory(statement="Vorbei.", ends_on=date(2021, 1, 1))
    actions.write(key="one", recipient=UserFactory(), event="password_changed", context={}, at=at)
    run_jobs(at)
    text, html = mail.outbox[0].body, mail.outbox[0].alternatives[0].content
    assert (text.count("Gleich."), html.count("Gleich."), "Vorbei." in text + html) == (1, 1, False)


def funded_letter(at, run_jobs, language="de"):
    """Send a letter of a provider whose funding period has one logo; return it as it left."""
    provider = ProviderFactory()
    funding = FundingPeriodFactory(
        network=provider.network, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), statement="Gefördert 2026"
    )
    logo = add_funding_logo(
        funding_period=funding, upload=picture(width=800), alt_text="Fonds der Union", position=1, by=None, at=at
    )
    write(UserFactory(preferred_language=language), at, provider=provider)
    run_jobs(at)
    return logo, mail.outbox[-1]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_funders_logos_travel_inside_the_letter_and_are_never_fetched(at, run_jobs, language):
    logo, message = funded_letter(at, run_jobs, language)
    ((html, _media_type),) = message.alternatives
    (shown,) = re.findall("<img[^>]*>", html)
    assert f'src="cid:{logo.sha256}" alt="Fonds der Union"' in shown
    assert html.count("http") == html.count("http://localhost/")
    whole = message.message()
    assert whole.get_content_type() == "multipart/related"
    assert [part.get_content_type() for part in whole.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "image/png",
    ]
    (enclosed,) = [part for part in whole.walk() if part.get_content_type() == "image/png"]
    assert (enclosed["Content-ID"], enclosed.get_content_disposition()) == (f"<{logo.sha256}>", "inline")


def test_who_reads_the_text_alone_gets_the_wording_and_no_pictures(at, run_jobs):
    _logo, message = funded_letter(at, run_jobs)
    assert "Gefördert 2026" in message.body
    assert "cid:" not in message.body


def test_logos_that_would_make_a_letter_heavy_stay_at_home(at, run_jobs, monkeypatch):
    monkeypatch.setattr(letter_logos, "MOST_BYTES", 10)
    _logo, message = funded_letter(at, run_jobs)
    ((html, _media_type),) = message.alternatives
    assert ("Gefördert 2026" in html, "<img" in html, message.attachments) == (True, False, [])


def test_a_logo_whose_file_is_gone_holds_no_letter_back(at, run_jobs, monkeypatch):
    monkeypatch.setattr(FundingLogo, "storage_key", "nirgends.png")
    _logo, message = funded_letter(at, run_jobs)
    assert ("Gefördert 2026" in message.body, message.attachments) == (True, [])


def test_beside_an_appointment_a_letter_carries_no_pictures(at, run_jobs):
    provider = ProviderFactory()
    funding = FundingPeriodFactory(
        network=provider.network, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), statement="Gefördert 2026"
    )
    add_funding_logo(funding_period=funding, upload=picture(), alt_text="Fonds", position=1, by=None, at=at)
    dates = {"text": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "method": "REQUEST"}
    context = {**COURSE, "calendar": dates}
    actions.write(key="k", recipient=UserFactory(), event="enrolled", context=context, at=at, provider=provider)
    run_jobs(at)
    (message,) = mail.outbox
    assert [part.get_content_type() for part in message.message().get_payload()][1:] == ["text/calendar"]
    assert "Gefördert 2026" in message.body
