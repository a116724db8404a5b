# messages: back office
"""Reports on SCORM units in the back office: learners, items, questions, for whoever may see the roster."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.core.internal.httpkit import authenticated_user
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.back_office import back_office_view, provider_keys
from accounts.roles import Permission
from courses.models import RunUnit
from lms import exports, scorm_pictures
from lms.actions import reading
from lms.queries import scorm_report as queries
from lms.queries import scorm_tables as tables
from lms.queries.scorm_report import QuestionLine, Shown, Sort
from lms.queries.scorm_tables import Choice
from lms.templatetags.lms import rounded_percent
from scorm import item_figures, results
from scorm.answer_words import kind_words, readable, words
from scorm.models import Package
from scorm.texts import printable

SEE = Permission.SEE_ROSTER
PAGE, GRID_PAGE = 50, 25  # people
MOST_ANSWERS, MOST_BARS = 40, 12  # different ones, on a page and in its picture


def _unit(request: HttpRequest, run_id: str, item_id: UUID) -> RunUnit:
    """Return a unit of a run whose results the person may read; 404 for all others."""
    units = queries.scorm_units(request.user, at=timezone.now())
    return get_object_or_404(units, run__public_id=run_id, item_id=item_id)


def _choice(request: HttpRequest) -> Choice:
    """Read what the page is narrowed to; what makes no sense narrows nothing."""
    group = request.GET.get("gruppe", "")
    return Choice(
        group=int(group) if group.isdecimal() and len(group) < 5 else None,
        shown=request.GET.get("zeigen", ""),
        sort=request.GET.get("sortieren", ""),
        every_attempt=request.GET.get("versuche") == "alle",
    )


def _frame(title: str, *steps: tuple[str, str]) -> dict[str, Any]:
    trail = [(reverse("wagtailadmin_home"), _("Start")), (reverse("participants:index"), _("Teilnehmende")), *steps]
    return {
        "header_title": title,
        "header_icon": "package",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in [*trail, ("", title)]],
        "header_buttons": [],
    }


def _page(request: HttpRequest, run_unit: RunUnit, choice: Choice, current: str, title: str = "") -> dict[str, Any]:
    """Return what all pages of a unit share: frame, tabs, groups, and what is chosen."""
    run = run_unit.run
    kept = {"gruppe": choice.group} if choice.group else {}
    key = [run.public_id, run_unit.item_id]
    unit_title: str = run_unit.title  # type: ignore[attr-defined]
    steps = [
        (reverse("participants:roster", args=[run.public_id]), str(run)),
        (reverse("scorm_reports:run", args=[run.public_id]), _("SCORM-Ergebnisse")),
    ]
    if title:
        steps.append((reverse("scorm_reports:questions", args=key), unit_title))
    tabs = [
        ("learners", _("Lernende")),
        ("items", _("Abschnitte")),
        ("questions", _("Fragen")),
        ("sheet", _("Zum Drucken")),
    ]
    return {
        "run": run,
        "run_unit": run_unit,
        "choice": choice,
        "tabs": [(name, label, reverse(f"scorm_reports:{name}", args=key)) for name, label in tabs],
        "current": current,
        "is_inside": bool(title),  # a page below the tab
        "kept": urlencode(kept),
        "may_export": run.course.provider_id in provider_keys(request.user, [Permission.EXPORT_ROSTER]),
        "few": item_figures.FEW,
        "fewest": item_figures.FEWEST_FOR_CORRELATION,
        "fewest_groups": item_figures.FEWEST_FOR_GROUPS,
        **_frame(title or unit_title, *steps),
    }


@never_cache
@require_safe
@back_office_view(SEE)
def of_run(request: HttpRequest, run_id: str) -> HttpResponse:
    """List the SCORM units of a run with how many have done them; sums only."""
    at = timezone.now()
    run = get_object_or_404(queries.reported_runs(request.user, at=at), public_id=run_id)
    roster = (reverse("participants:roster", args=[run.public_id]), str(run))
    context = {
        "run": run,
        "lines": queries.unit_lines(request.user, run, at=at),
        **_frame(_("SCORM-Ergebnisse"), roster),
    }
    return render(request, "lms/admin/scorm_run.html", context)


@never_cache
@require_safe
@back_office_view(SEE)
def of_package(request: HttpRequest, package_id: str) -> HttpResponse:
    """List where runs play a package, for its page."""
    mine = Package.objects.for_owners(provider_keys(request.user, [SEE]))
    package = get_object_or_404(mine, public_id=package_id)
    context = {
        "package": package,
        "units": queries.runs_with_package(authenticated_user(request), package, at=timezone.now()),
        **_frame(_("Ergebnisse: %(title)s") % {"title": package.title}),
    }
    return render(request, "lms/admin/scorm_package.html", context)


@never_cache
@require_safe
@back_office_view(SEE)
def learners(request: HttpRequest, run_id: str, item_id: UUID) -> HttpResponse:
    """List the people of the run with how they stand in the unit."""
    run_unit, choice = _unit(request, run_id, item_id), _choice(request)
    people = queries.learner_rows(run_unit)
    rows = queries.in_group(people, choice.group)
    shown = queries.chosen(rows, shown=choice.shown, sort=choice.sort)
    page = Paginator(shown, PAGE).get_page(request.GET.get("p"))
    _note(request, run_unit, len(page.object_list))
    context = {
        "page": page,
        "summary": queries.summary(rows),
        "picture": scorm_pictures.columns(queries.progress(rows)),
        "kinds": Shown.choices,
        "sorts": Sort.choices,
        "groups": queries.groups_of(people),
        **_page(request, run_unit, choice, "learners"),
    }
    return render(request, "lms/admin/scorm_learners.html", context)


@never_cache
@require_safe
@back_office_view(SEE)
def items(request: HttpRequest, run_id: str, item_id: UUID) -> HttpResponse:
    """Show the items of the package: over everybody, and person by person where there are several."""
    run_unit, choice = _unit(request, run_id, item_id), _choice(request)
    found = results.items(queries.context_keys(run_unit, group=choice.group))
    people = queries.learner_rows(run_unit, with_played=False)
    context = {"items": found, "groups": queries.groups_of(people), **_page(request, run_unit, choice, "items")}
    if len(found) > 1:
        rows = queries.in_group(people, choice.group)
        page = Paginator(rows, GRID_PAGE).get_page(request.GET.get("p"))
        order = [one.identifier for one in found]
        context |= {"page": page, "grid": queries.grid_rows(run_unit, list(page.object_list), order)}
        _note(request, run_unit, len(page.object_list))
    return render(request, "lms/admin/scorm_items.html", context)


@never_cache
@require_safe
@back_office_view(SEE)
def questions(request: HttpRequest, run_id: str, item_id: UUID) -> HttpResponse:
    """Show the questions of the package: how hard, how well they tell people apart, what was answered wrongly."""
    run_unit, choice = _unit(request, run_id, item_id), _choice(request)
    context = {
        "groups": queries.groups(run_unit),
        **_questions(run_unit, choice),
        **_page(request, run_unit, choice, "questions"),
    }
    return render(request, "lms/admin/scorm_questions.html", context)


def _questions(run_unit: RunUnit, choice: Choice) -> dict[str, Any]:
    lines = queries.question_lines(run_unit, group=choice.group, every_attempt=choice.every_attempt)
    drawn = [(str(one.number), one.report.difficulty) for one in lines if one.report.difficulty is not None]
    return {
        "lines": [_line(one) for one in lines],
        "picture_of_difficulty": scorm_pictures.bars([(no, share, rounded_percent(share)) for no, share in drawn]),
    }


def _line(line: QuestionLine) -> dict[str, Any]:
    """Return a question as its line in the list shows it."""
    one, detail = line.report, line.detail
    return {
        "number": line.number,
        "key": question_key(one.item, one.identifier),
        "report": one,
        "text": printable(one.description) or words(one.identifier),
        "wrong": readable(one.kind, detail.wrong),
        "times": detail.times,
        "latency": detail.latency,
    }


def question_key(item: str, identifier: str) -> str:
    """Return what stands for a question in addresses: its identifiers may be as long as a page."""
    return sha256(f"{item}\0{identifier}".encode()).hexdigest()[:20]


@never_cache
@require_safe
@back_office_view(SEE)
def question(request: HttpRequest, run_id: str, item_id: UUID, key: str) -> HttpResponse:
    """Show what was answered to one question, and how often."""
    run_unit, choice = _unit(request, run_id, item_id), _choice(request)
    lines = queries.question_lines(run_unit, group=choice.group, every_attempt=choice.every_attempt)
    line = next((one for one in lines if question_key(one.report.item, one.report.identifier) == key), None)
    if line is None:
        raise Http404
    one = line.report
    given, different = results.distribution(
        queries.context_keys(run_unit, group=choice.group),
        item=one.item,
        question=one.identifier,
        most=MOST_ANSWERS,
        every_attempt=choice.every_attempt,
    )
    answers = [(readable(one.kind, each.response) or "–", each, len(each.response) >= results.CUT) for each in given]
    shares = [
        (str(no), each.firsts / one.people, rounded_percent(each.firsts / one.people))
        for no, (_text, each, _cut) in enumerate(answers[:MOST_BARS], start=1)
    ]
    says_more = any(each.firsts > 1 for _text, each, _cut in answers)  # not where everybody has words of their own
    _note(request, run_unit, one.people)
    context = {
        "line": _line(line),
        "kind": kind_words(one.kind),
        "identifier": printable(one.identifier),
        "pattern": readable(one.kind, one.pattern),
        "answers": answers,
        "left_out": different - len(answers),
        "picture": scorm_pictures.bars(shares) if says_more else None,
        **_page(request, run_unit, choice, "questions", _("Frage %(number)s") % {"number": line.number}),
    }
    return render(request, "lms/admin/scorm_question.html", context)


@never_cache
@require_safe
@back_office_view(SEE)
def sheet(request: HttpRequest, run_id: str, item_id: UUID) -> HttpResponse:
    """Show everything at once, for paper."""
    run_unit, choice = _unit(request, run_id, item_id), _choice(request)
    rows = queries.in_group(queries.learner_rows(run_unit), choice.group)
    _note(request, run_unit, len(rows))
    context = {
        "rows": queries.chosen(rows, shown=choice.shown, sort=choice.sort),
        "summary": queries.summary(rows),
        "picture": scorm_pictures.columns(queries.progress(rows)),
        "items": results.items(queries.context_keys(run_unit, group=choice.group)),
        "printed_at": timezone.now(),
        **_questions(run_unit, choice),
        **_page(request, run_unit, choice, "sheet"),
    }
    return render(request, "lms/admin/scorm_sheet.html", context)


@never_cache
@require_safe
@back_office_view(Permission.EXPORT_ROSTER)
def export(request: HttpRequest, run_id: str, item_id: UUID, table: str, file_format: str) -> HttpResponse:
    """Hand out one of the tables, through the one door for tables."""
    run_unit, choice = _unit(request, run_id, item_id), _choice(request)
    run = run_unit.run
    if run.course.provider_id not in provider_keys(request.user, [Permission.EXPORT_ROSTER]):
        raise Http404
    if file_format not in exports.FORMATS or table not in tables.TABLES:
        raise Http404
    with translation.override(settings.LANGUAGE_CODE):  # as its headings are, whoever asks
        found = tables.TABLES[table](run_unit, choice)
    by = authenticated_user(request)
    reading.unit_results_exported(
        run_unit=run_unit, table=table, rows=len(found.rows), file_format=file_format, by=by, at=timezone.now()
    )
    return exports.table_response(
        file_format=file_format,
        file_stem=tables.stem(run_unit, table),
        title=found.title,
        headings=found.headings,
        rows=found.rows,
    )


def _note(request: HttpRequest, run_unit: RunUnit, count: int) -> None:
    by = authenticated_user(request)
    reading.unit_results_read(run_unit=run_unit, count=count, by=by, at=timezone.now())


UNIT = "durchgang/<slug:run_id>/<uuid:item_id>/"
urlpatterns = [
    path("durchgang/<slug:run_id>/", of_run, name="run"),
    path("paket/<slug:package_id>/", of_package, name="package"),
    path(UNIT, learners, name="learners"),
    path(f"{UNIT}abschnitte/", items, name="items"),
    path(f"{UNIT}fragen/", questions, name="questions"),
    path(f"{UNIT}fragen/<slug:key>/", question, name="question"),
    path(f"{UNIT}drucken/", sheet, name="sheet"),
    path(f"{UNIT}<slug:table>.<slug:file_format>", export, name="export"),
]
