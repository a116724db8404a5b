"""From an event and its context to a finished message in the reader's language, as text and as HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.mime.image import MIMEImage
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from notifications.models import Letter
from ui.parts import FundingNote


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a letter; a paragraph that is nothing but an address becomes a button in HTML."""

    text: str

    @property
    def is_link(self) -> bool:
        return self.text.startswith(("http://", "https://")) and not any(mark.isspace() for mark in self.text)


def has_text(event: str) -> bool:
    """Return whether some app brings `templates/letters/<event>.txt`."""
    try:
        get_template(f"letters/{event}.txt")
    except TemplateDoesNotExist:
        return False
    return True


def bring_up_to_date(letter: Letter, *, at: datetime) -> bool:
    """
    Let whoever knows the event (settings.LETTER_FACTS) put what is so now into the context; the row is not saved.

    Returns whether there is still anything to tell. A letter may wait for hours when the mail server is away.
    """
    name = settings.LETTER_FACTS.get(letter.event)
    if name is None:
        return True
    with translation.override(letter.language):
        facts = import_string(name)(letter=letter, at=at)
    if facts is None:
        return False
    letter.context = {**letter.context, **facts}
    return True


def compose(letter: Letter, *, at: datetime) -> EmailMultiAlternatives:
    """
    Return the message of this letter, not yet sent.

    The first line of the event's text is the subject; what follows are paragraphs apart by empty lines. The HTML
    form is made from the same text, so that the two can never say different things. A letter about learning names the
    funders of its provider, any other all current ones: with their logos in the HTML form.
    """
    funding: list[FundingNote] = import_string(settings.LETTER_FUNDING)(letter.provider, on=timezone.localdate(at))
    if "calendar" in letter.context:
        # In one parcel with pictures, mail programs hide the appointment; the funders ask for the wording alone.
        funding = [FundingNote(note.statement) for note in funding]
    name = letter.recipient.display_name if letter.recipient else letter.context.get("name", "")
    with translation.override(letter.language):
        source = {**letter.context, "name": name, "site_origin": settings.SITE_ORIGIN}
        subject, _line, body = render_to_string(f"letters/{letter.event}.txt", source).strip().partition("\n")
        paragraphs = [Paragraph(" ".join(part.split())) for part in body.split("\n\n") if part.strip()]
        shell = {
            "subject": subject.strip(),
            "name": name,
            "paragraphs": paragraphs,
            "funding": funding,
            "language": letter.language,
            "is_right_to_left": translation.get_language_bidi(),
            "site_origin": settings.SITE_ORIGIN,
        }
        text = render_to_string("notifications/letter.txt", shell)
        html = render_to_string("notifications/letter.html", shell)
    host = urlsplit(settings.SITE_ORIGIN).hostname
    message = EmailMultiAlternatives(
        subject=subject.strip(),
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.address],
        reply_to=[parseaddr(settings.DEFAULT_FROM_EMAIL)[1]],
        headers={
            # The same letter sent twice (a crash after the mail server took it) carries the same id.
            "Message-ID": f"<{letter.public_id}@{host}>",
            "List-Id": f"<{letter.event}.{host}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": letter.language,
        },
    )
    message.attach_alternative(html, "text/html")
    calendar = letter.context.get("calendar")
    if calendar is not None:
        message.attach("termine.ics", calendar["text"], f"text/calendar; method={calendar['method']}")
    _enclose(message, funding)
    return message


def _enclose(message: EmailMultiAlternatives, funding: Iterable[FundingNote]) -> None:
    """
    Put the logos into the letter itself: a mail program that fetched them from us would tell us who reads when.

    Each once, without a file name, so that no program offers them as attachments.
    """
    logos = {logo.key: logo for note in funding for logo in note.logos}
    if logos:
        message.mixed_subtype = "related"  # type: ignore[attr-defined]  # there is, but the stubs forget it
    for key, logo in logos.items():
        picture = MIMEImage(logo.png, "png")
        picture.add_header("Content-ID", f"<{key}>")
        picture.add_header("Content-Disposition", "inline")
        message.attach(picture)
