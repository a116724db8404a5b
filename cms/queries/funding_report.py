# messages: back office
"""Where the funders' statement is missing: in templates, letters, certificates, live pages and in the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise
from wagtail.models import Page

from accounts.models import FundingPeriod, Provider
from accounts.queries.funding import current_periods
from certificates.kinds import KINDS
from certificates.pdf import TEMPLATES as CERTIFICATE_TEMPLATES
from cms.models import ProviderPage, SitePage
from cms.queries.funding_templates import carries_funding, page_templates
from media import queries as media
from ui.parts import FundingNote

ENDS_SOON = timedelta(days=60)
LETTER_SHELLS = ("notifications/letter.html", "notifications/letter.txt")  # every letter is set in both

# Templates that need no statement, each with its reason. A test holds that every other one carries it.
EXCEPTIONS: dict[str, StrOrPromise] = {
    "courses/preview/course.html": gettext_lazy("Vorschau für Mitarbeitende; der öffentliche Kurs trägt den Hinweis."),
    "courses/preview/unit.html": gettext_lazy("Vorschau für Mitarbeitende; die Seite der Lernenden trägt den Hinweis."),
    "lms/session_enter.html": gettext_lazy(
        "Nur einen Augenblick lang zu sehen; die Seite des Termins trägt den Hinweis."
    ),
    "scorm/closed.html": gettext_lazy("Steht im Fenster des Lernpakets; die Seite, die es öffnet, trägt den Hinweis."),
    "scorm/player.html": gettext_lazy("Steht im Fenster des Lernpakets; die Seite, die es öffnet, trägt den Hinweis."),
    "scorm/stage.html": gettext_lazy("Vorschau für Mitarbeitende; die Seite der Lernenden trägt den Hinweis."),
    **{
        f"ui/errors/{name}.html": gettext_lazy("Fehlerseite, die ohne Datenbank auskommen muss.")
        for name in ("400", "413", "429", "500", "503", "507", "alone", "csrf", "signed_out")
    },
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something without the funders' statement, and where it is mended."""

    kind: str
    name: str
    problem: str
    url: str = ""


def findings(*, on: date) -> list[Finding]:
    """Return everything that lacks the statement on this day, or soon will."""
    return [*_templates(), *_letters(), *_certificates(), *_providers(on), *_pages(on), *_periods(on)]


def exceptions() -> list[tuple[str, str]]:
    """Return the templates that need no statement, with the reason."""
    return [(name, str(reason)) for name, reason in sorted(EXCEPTIONS.items())]


def checked_templates() -> int:
    """Return how many templates the report looks at."""
    return len(page_templates()) + len(LETTER_SHELLS) + len(KINDS)


def _templates() -> Iterator[Finding]:
    for name in page_templates():
        if name in EXCEPTIONS or name in LETTER_SHELLS:
            continue
        try:
            missing = not carries_funding(name)
        except (TemplateDoesNotExist, TemplateSyntaxError) as problem:
            yield Finding(_("Seitenvorlage"), name, str(problem))
            continue
        if missing:
            yield Finding(_("Seitenvorlage"), name, _("Die Vorlage zeigt den Fuß mit dem Förderhinweis nicht."))


def _letters() -> Iterator[Finding]:
    """Set both shells with a word that stands nowhere else, and look for it."""
    for shell in LETTER_SHELLS:
        if not _shell_says(shell):
            yield Finding(_("Briefvorlage"), shell, _("Die Vorlage nennt den Förderhinweis nicht."))


@cache
def _shell_says(shell: str) -> bool:
    mark = "Foerderhinweis-4711"
    return mark in render_to_string(shell, {"funding": [FundingNote(mark)], "language": "de"})


def _certificates() -> Iterator[Finding]:
    for kind in KINDS:
        source = (CERTIFICATE_TEMPLATES / kind.template).read_text(encoding="utf-8")
        if re.search(r"^#foot\(", source, re.MULTILINE):  # where documents share their end
            source += (CERTIFICATE_TEMPLATES / "parts.typ").read_text(encoding="utf-8")
        source = re.sub(r"(?<!:)//.*|/\*.*?\*/", "", source)
        if not re.search(r"#data\.funding\b(?!_)", source):
            yield Finding(_("Bescheinigung"), str(kind.title), _("Die Vorlage druckt den Förderhinweis nicht."))
        if "data.funding_logos" not in source:
            yield Finding(_("Bescheinigung"), str(kind.title), _("Die Vorlage druckt die Logos nicht."))


def _providers(on: date) -> Iterator[Finding]:
    for provider in Provider.objects.filter(archived_at=None).select_related("network").order_by("name"):
        if not media.funding_blocks(on=on, provider=provider):
            yield Finding(
                _("Träger"),
                provider.name,
                _("Für das Netzwerk „%(network)s“ gilt heute keine Förderphase; Seiten, Briefe und Bescheinigungen "
                  "dieses Trägers nennen keine Förderung.") % {"network": provider.network.name},
                reverse("accounts_funding_periods"),
            )  # fmt: skip


def _pages(on: date) -> Iterator[Finding]:
    sections = {page.path: page.provider for page in ProviderPage.objects.live().select_related("provider")}
    steplen = Page.steplen
    for page in Page.objects.live().filter(depth__gt=1).order_by("path").specific():
        name = f"{page.get_admin_display_title()} ({page.locale.language_code})"
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        if not isinstance(page, SitePage):
            yield Finding(_("Seite"), name, _("Die Seite hat keine Vorlage dieser Plattform."), edit)
            continue
        starts = (page.path[:end] for end in range(steplen, len(page.path) + 1, steplen))
        provider = next((sections[start] for start in starts if start in sections), None)
        if str(page.template) not in EXCEPTIONS and not carries_funding(str(page.template)):
            yield Finding(_("Seite"), name, _("Die Vorlage der Seite zeigt den Förderhinweis nicht."), edit)
        elif not media.funding_blocks(on=on, provider=provider):
            yield Finding(_("Seite"), name, _("Für diese Seite gilt heute keine Förderphase."), edit)


def _periods(on: date) -> Iterator[Finding]:
    for period in current_periods(on).select_related("network").order_by("network__name").prefetch_related("logos"):
        name = f"{period.network.name}, {period}"
        edit = reverse("media_funding_logos", args=[period.public_id])
        if not media.block_of(period).logos:
            yield Finding(_("Förderphase"), name, _("Die Förderphase hat keine Logos."), edit)
        if period.ends_on - on <= ENDS_SOON and not _has_successor(period):
            yield Finding(
                _("Förderphase"),
                name,
                _("Die Förderphase endet bald, und keine schließt sich an."),
                reverse("accounts_funding_periods"),
            )


def _has_successor(period: FundingPeriod) -> bool:
    after = period.ends_on + timedelta(days=1)
    return FundingPeriod.objects.filter(network=period.network_id, starts_on__lte=after, ends_on__gte=after).exists()
