# messages: back office
"""The audit: a page for each level, saved as one goes; and which statements stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from opening_process.actions import auditing, writing
from opening_process.forms import OwnItemForm, RatingForm, RewordForm
from opening_process.models import AuditItem, Level
from opening_process.rules import figures
from opening_process.views import conflicts
from opening_process.views.door import enter, item_or_404, level_or_404, page

CONFLICT = 409


@dataclass(slots=True)
class Row:
    """A statement on the page: its form, and what somebody else wrote meanwhile."""

    item: AuditItem
    form: RatingForm
    standing: AuditItem | None = None
    save_href: str = ""

    @property
    def seen(self) -> SafeString:
        """What the person saw when the page came, as hidden fields: tells what they touched."""
        names = ("maturity", "evidence", "comment")
        return format_html_join("", "{}", ((self.form[name].as_hidden(only_initial=True),) for name in names))

    @property
    def has_words(self) -> bool:
        """Whether evidence or comment are filled, so that they are shown."""
        return bool(self.form["evidence"].value() or self.form["comment"].value() or self.form.errors)


@page("GET", "HEAD", "POST")
def audit(request: HttpRequest, process_id: str, level: str) -> HttpResponse:
    """Rate the statements of a level. Each is saved when it is chosen; the button saves what is left."""
    shown = level_or_404(level)
    inside = enter(request, process_id, to_write=request.method == "POST")
    items = list(inside.cycle.items.filter(level=shown, is_on=True))
    for item in items:
        item.cycle = inside.cycle
    rows = [Row(item, RatingForm(request.POST if request.method == "POST" else None, item=item)) for item in items]
    status = 200
    if request.method == "POST":
        if _save(rows):
            return redirect(_onward(process_id, shown, request.POST.get("onward", "")))
        status = CONFLICT
    for row in rows:
        row.save_href = reverse("opening_process:rate", args=[process_id, shown.value, row.item.public_id])
    standing = figures(inside.cycle.items.all())
    levels = list(Level)
    place = levels.index(shown)
    context = inside.context(
        level=shown,
        rows=rows,
        has_conflict=any(row.standing is not None for row in rows),
        figures=standing,
        figure=standing[place],
        following=levels[place + 1] if place + 1 < len(levels) else None,
        place=place + 1,
    )
    return render(request, "opening_process/audit.html", context, status=status)


def _save(rows: Sequence[Row]) -> bool:
    """Save what was touched; return whether all of it is safe now."""
    is_safe = True
    for row in rows:
        if row.form.add_prefix("version") not in row.form.data:  # added by a colleague, so not on this page
            row.form = RatingForm(item=row.item)
            continue
        if not row.form.is_valid():
            is_safe = False
            continue
        if not row.form.is_touched:
            continue
        try:
            saved = _rate(row)
        except writing.ChangedMeanwhile as refused:
            _show_both(row, refused.current)
            is_safe = False
        else:
            row.form = RatingForm(item=saved)
    return is_safe


def _rate(row: Row) -> AuditItem:
    told = row.form.cleaned_data
    return auditing.rate(
        item=row.item,
        version=told["version"],
        maturity=told["maturity"],
        evidence=told["evidence"],
        comment=told["comment"],
        at=timezone.now(),
    )


def _show_both(row: Row, current: AuditItem) -> None:
    """Keep what was typed, at the version that stands there now: sent again, it is meant."""
    data = dict(row.form.data.items())  # each name comes once
    data[row.form.add_prefix("version")] = str(current.version)
    row.form = RatingForm(data, item=row.item)
    row.standing = current


def _onward(process_id: str, level: Level, wish: str) -> str:
    if wish in Level.values:
        return reverse("opening_process:audit", args=[process_id, wish])
    if wish == "process":
        return reverse("opening_process:process", args=[process_id])
    return reverse("opening_process:audit", args=[process_id, level.value])


@page("POST")
def rate(request: HttpRequest, process_id: str, level: str, item_id: str) -> HttpResponse:
    """
    Save one statement as one goes: {"version", "rated", "total"}.

    409 with {"version", "notice"} when somebody else changed it, 422 when it cannot be read; the page keeps the words.
    """
    inside = enter(request, process_id, to_write=True)
    item = item_or_404(inside, item_id)
    row = Row(item, RatingForm(request.POST, item=item))
    if not row.form.is_valid():
        return JsonResponse({}, status=422)
    try:
        saved = _rate(row)
    except writing.ChangedMeanwhile as refused:
        notice = render_to_string("opening_process/parts/rating_conflict.html", {"standing": refused.current})
        return JsonResponse({"version": refused.current.version, "notice": notice}, status=CONFLICT)
    except writing.TooLate:
        return JsonResponse({}, status=422)
    figure = next(one for one in figures(inside.cycle.items.all()) if one.level == item.level)
    return JsonResponse({"version": saved.version, "rated": figure.rated, "total": figure.total})


@page("GET", "HEAD", "POST")
def items(request: HttpRequest, process_id: str) -> HttpResponse:
    """Show which statements are asked, level by level; take in one of the employer's own."""
    inside = enter(request, process_id, to_write=True)
    form = OwnItemForm(
        request.POST if request.method == "POST" else None, initial={"level": request.GET.get("ebene", "")}
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            auditing.add_own(
                cycle=inside.cycle, level=Level(told["level"]), text=told["text"], by=inside.user, at=timezone.now()
            )
        except auditing.TooManyItems:
            form.add_error("level", _("Auf dieser Ebene stehen schon zehn eigene Aussagen. Mehr wird zu lang."))
        else:
            messages.success(request, _("Die Aussage steht jetzt in der Bestandsaufnahme."))
            return redirect("opening_process:items", process_id)
    asked = list(inside.cycle.items.all())
    levels = [(level, [item for item in asked if item.level == level]) for level in Level]
    return render(request, "opening_process/items.html", inside.context(form=form, levels=levels))


@page("GET", "HEAD", "POST")
def reword(request: HttpRequest, process_id: str, item_id: str) -> HttpResponse:
    """Say an own statement better."""
    inside = enter(request, process_id, to_write=True)
    item = item_or_404(inside, item_id)
    if not item.is_own:
        return redirect("opening_process:items", process_id)
    form: RewordForm = RewordForm(request.POST if request.method == "POST" else None, instance=item)
    standing, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            auditing.reword(
                item=item, version=form.read_version, text=form.values["text"], by=inside.user, at=timezone.now()
            )
        except writing.ChangedMeanwhile as refused:
            standing, status = conflicts.standing(form, refused.current), CONFLICT
            form = conflicts.retyped(RewordForm, request, refused.current)  # type: ignore[assignment]
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("opening_process:items", process_id)
    context = inside.context(form=form, standing=standing)
    return render(request, "opening_process/reword.html", context, status=status)


@page("POST")
def switch(request: HttpRequest, process_id: str, item_id: str) -> HttpResponse:
    """Leave a statement out, or take it in again."""
    inside = enter(request, process_id, to_write=True)
    item = item_or_404(inside, item_id)
    is_on = request.POST.get("on") == "1"
    auditing.switch(item=item, is_on=is_on, by=inside.user, at=timezone.now())
    return redirect(f"{reverse('opening_process:items', args=[process_id])}#{item.level}")
