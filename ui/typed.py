"""What somebody typed into a form that was refused before any view saw it (ADR 0025)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

MOST_CHARACTERS = 1_000_000  # names and values together; a long course in the editor has a tenth of it
MOST_SHOWN = 40
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of the field
# Passwords, codes and keys never go back to a screen. A name too many costs a line to type, one too few a secret.
SECRET_NAME = re.compile(
    r"passwor[dt]|passphrase|secret|token|(^|[^a-z])(code|otp|pin|api_?key)([^a-z]|$)", re.IGNORECASE
)
# Keys of choices, numbers and dates: they go along, but nobody knows them as what was typed.
MACHINE_WORD = re.compile(r"[a-z0-9_:.-]*")


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form as they came, without what may not come back."""

    pairs: tuple[tuple[str, str], ...]
    has_secrets: bool  # some were left out
    has_files: bool  # likewise; nothing may be sent on without them unasked
    is_listed: bool  # a screen of the back office has fields that mean nothing to a reader

    @property
    def shown(self) -> list[str]:
        """Return what a person knows as the own words."""
        if not self.is_listed:
            return []
        values = (value.strip() for _name, value in self.pairs)
        return [value for value in values if not MACHINE_WORD.fullmatch(value)][:MOST_SHOWN]


def is_from_own_page(request: HttpRequest) -> bool:
    """
    Say whether a browser vouches that one of our own pages sent this form.

    Browsers set these headers themselves, no page can. Who does not send any of them gets no second chance: what a
    foreign page typed must never stand here as if the visitor had.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin" and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    return _origin(source) == f"{request.scheme}://{request.get_host()}"


def typed(request: HttpRequest) -> Typed | None:
    """Return what was typed; None when there is nothing, too much, or another site may have sent it."""
    if request.method != "POST" or not is_from_own_page(request):
        return None
    try:
        lists, has_files = list(request.POST.lists()), bool(request.FILES)
    except (SuspiciousOperation, UnreadablePostError, MultiPartParserError):
        return None
    sent = [(name, str(value)) for name, values in lists for value in values if name != TOKEN]
    pairs = tuple((name, value) for name, value in sent if not SECRET_NAME.search(name))
    if (
        not any(value for _name, value in pairs)
        or sum(len(name) + len(value) for name, value in sent) > MOST_CHARACTERS
    ):
        return None
    return Typed(
        pairs=pairs,
        has_secrets=len(pairs) < len(sent),
        has_files=has_files,
        is_listed=not request.path.startswith(settings.BACK_OFFICE_PATH),
    )


def page_of_form(request: HttpRequest) -> str:
    """Return the address of the page that holds the form; the address it was sent to may know no page."""
    referer = request.headers.get("Referer", "")
    if _origin(referer) != f"{request.scheme}://{request.get_host()}":
        return request.get_full_path()
    parts = urlsplit(referer)
    # One slash in front: with two, a browser would read a host.
    return "/" + parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
