"""The outbox of the demo: what left the house, and when it was in Berlin."""

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.utils import timezone

from demo import letters


@pytest.fixture
def outbox(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return EmailBackend(file_path=str(tmp_path))


def test_a_letter_says_when_it_was_sent_as_an_instant_and_not_as_a_wall_time_elsewhere(outbox):
    began = timezone.now().replace(microsecond=0)
    outbox.send_messages([EmailMessage("Ihr Termin", "Guten Tag", to=["amina@example.org"])])
    [sent] = letters.sent_letters()
    assert (sent.subject, sent.to) == ("Ihr Termin", "amina@example.org")
    assert began <= sent.sent_at <= timezone.now()
