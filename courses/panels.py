"""The start page of the back office: what waits for trainers and coordinators, each panel silent when it is empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from accounts.back_office import provider_keys
from accounts.models import User
from accounts.roles import Permission
from courses.models import Course, Run
from courses.queries import desk, recordings
from courses.rules import BERLIN
from reviews import queries as reviews
from reviews.models import ProviderApproval


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits: where it leads, and in a few words why."""

    title: str
    url: str
    note: str = ""
    more_label: str = ""
    more_url: str = ""


class LinesPanel(Component):  # type: ignore[misc]
    """A heading and its lines; `is_ordered` for steps that follow one another."""

    template_name = "courses/admin/home_panel.html"

    def __init__(
        self, name: str, heading: str, lines: Sequence[Line], *, order: int, intro: str = "", is_ordered: bool = False
    ) -> None:
        self.name = name
        self.heading = heading
        self.lines = lines
        self.order = order
        self.intro = intro
        self.is_ordered = is_ordered

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"panel": self}


def panels_for(user: User, at: datetime) -> list[LinesPanel]:
    """Return the panels that have something to say to this person."""
    panels = [
        _first_steps(user),
        _to_review(user),
        _returned(user),
        _recordings(user),
        _runs(user, at),
        _refused_packages(user),
        _drafts(user),
    ]
    return [panel for panel in panels if panel.lines]


def _first_steps(user: User) -> LinesPanel:
    editing = provider_keys(user, [Permission.EDIT_COURSES])
    uploading = provider_keys(user, [Permission.UPLOAD_PACKAGES])
    lines: list[Line] = []
    if editing and not Course.objects.filter(provider__in=editing).exists():
        if uploading:
            note = _("Nur wenn Sie fertige Lerninhalte haben.")
            lines.append(Line(_("SCORM-Paket hochladen"), reverse("scorm_office:upload"), note))
        note = _("Eine Einheit ist ein Text oder ein SCORM-Paket.")
        lines.append(Line(_("Einheit anlegen"), reverse("wagtailsnippets_courses_unit:add"), note))
        note = _("Ein Kurs ordnet Einheiten zu Modulen.")
        lines.append(Line(_("Kurs anlegen"), reverse("wagtailsnippets_courses_course:add"), note))
    intro = _("Ihr Träger hat noch keinen Kurs. So entsteht der erste:")
    return LinesPanel("first-steps", _("Erste Schritte"), lines, order=10, intro=intro, is_ordered=True)


def _to_review(user: User) -> LinesPanel:
    keys = provider_keys(user, [Permission.REVIEW_CONTENT])
    lines = [_review_line(approval) for approval in reviews.waiting_for(user)] if keys else []
    return LinesPanel("to-review", _("Zur Freigabe"), lines, order=12)


def _review_line(approval: ProviderApproval) -> Line:
    model = approval.revision.content_type.model_class()
    note = _("%(kind)s, eingereicht von %(person)s am %(moment)s") % {
        "kind": model._meta.verbose_name,
        "person": approval.submitted_by.display_name if approval.submitted_by else "–",
        "moment": date_format(localtime(approval.started_at), "SHORT_DATETIME_FORMAT"),
    }
    return Line(approval.revision.object_str, model.review_path_of(approval.revision.object_id), note)


def _returned(user: User) -> LinesPanel:
    keys = provider_keys(user, [Permission.EDIT_COURSES, Permission.EDIT_PAGES])
    lines = [_returned_line(approval) for approval in reviews.returned_to(user)] if keys else []
    return LinesPanel("returned", _("Zum Überarbeiten zurückgegeben"), lines, order=14)


def _returned_line(approval: ProviderApproval) -> Line:
    model = approval.revision.content_type.model_class()
    return Line(approval.revision.object_str, model.edit_path_of(approval.revision.object_id), approval.comment)


def _recordings(user: User) -> LinesPanel:
    """Say that recordings wait for a decision, or would not go; the list itself says which."""
    lines: list[Line] = []
    if planning := provider_keys(user, [Permission.PLAN_RUNS]):
        url = reverse("recording_office:index")
        waiting, stuck = recordings.office_counts(planning)
        if waiting:
            note = _("Jemand hat die Einwilligung zurückgezogen oder wurde gelöscht.")
            lines.append(Line(_("Über Aufzeichnungen entscheiden"), f"{url}?nur=entscheiden", note))
        if stuck:
            note = _("Der Server hat sie noch.")
            lines.append(Line(_("Aufzeichnungen, die sich nicht löschen ließen"), f"{url}?nur=loeschen", note))
    return LinesPanel("recordings", _("Aufzeichnungen"), lines, order=16)


def _runs(user: User, at: datetime) -> LinesPanel:
    planning = provider_keys(user, [Permission.PLAN_RUNS])
    seeing = provider_keys(user, [Permission.SEE_ROSTER])
    found = desk.runs_at_hand(planning, at=at) if planning else []
    lines = [_run_line(run, at, with_roster=run.course.provider_id in seeing) for run in found]
    return LinesPanel("runs-at-hand", _("Durchgänge: jetzt und in den nächsten 14 Tagen"), lines, order=20)


def _run_line(run: Run, at: datetime, *, with_roster: bool) -> Line:
    if run.starts_on > at.astimezone(BERLIN).date():
        note = _("beginnt am %(day)s") % {"day": date_format(run.starts_on)}
    else:
        note = _("läuft bis %(day)s") % {"day": date_format(run.ends_on)}
    roster = _roster_url(run) if with_roster else ""
    return Line(str(run), reverse("runs:manage", args=[run.pk]), note, _("Teilnehmende") if roster else "", roster)


def _roster_url(run: Run) -> str:
    try:
        return reverse("participants:roster", args=[run.public_id])
    except NoReverseMatch:  # the list of participants belongs to a floor above, which courses can do without
        return ""


def _refused_packages(user: User) -> LinesPanel:
    uploading = provider_keys(user, [Permission.UPLOAD_PACKAGES])
    note = _("Die neueste Version hat die Prüfung nicht bestanden.")
    found = desk.refused_packages(uploading) if uploading else []
    lines = [Line(row.title, reverse("scorm_office:detail", args=[row.public_id]), note) for row in found]
    return LinesPanel("refused-packages", _("SCORM-Pakete mit Problemen"), lines, order=30)


def _drafts(user: User) -> LinesPanel:
    editing = provider_keys(user, [Permission.EDIT_COURSES])
    found = desk.drafts_of(user, editing) if editing else []
    lines = [_draft_line(draft) for draft in found]
    return LinesPanel("own-drafts", _("Ihre Entwürfe"), lines, order=40)


def _draft_line(draft: desk.Draft) -> Line:
    url = reverse(f"{draft.model.snippet_viewset.url_namespace}:edit", args=[draft.pk])
    values = {
        "kind": draft.model._meta.verbose_name,
        "moment": date_format(localtime(draft.changed_at), "SHORT_DATETIME_FORMAT"),
    }
    if draft.is_live:
        note = _("%(kind)s, veröffentlicht; neuer Entwurf vom %(moment)s") % values
    else:
        note = _("%(kind)s, noch nicht veröffentlicht; Entwurf vom %(moment)s") % values
    return Line(draft.title, url, note)
