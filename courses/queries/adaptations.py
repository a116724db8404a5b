# messages: back office
"""What a tailored run has that its course has not: for the person who tailors, and in words for the offer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from courses.models import Run, RunUnit, Tailoring, TemplateItem, Unit
from courses.queries.curriculum import curriculum
from courses.queries.outline import outline
from courses.rules import tailored_limits


class Difference(StrEnum):
    """In what way a run differs from its course."""

    SWAPPED = "swapped"
    LEFT_OUT = "left_out"
    ADDED = "added"
    MINUTES = "minutes"
    ORDER = "order"
    TARGET_GROUP = "target_group"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Adaptation:
    """One difference. `before` and `minutes_before` are empty where there was nothing."""

    kind: Difference
    title: str = ""  # of the unit, or the words of a note
    before: str = ""
    minutes: int = 0
    minutes_before: int = 0

    @property
    def sentence(self) -> str:
        """The difference in the language that is active."""
        names = {
            "title": self.title,
            "before": self.before,
            "minutes": self.minutes,
            "minutes_before": self.minutes_before,
        }
        return _sentences()[self.kind] % names


def _sentences() -> dict[Difference, str]:
    return {
        Difference.SWAPPED: _("„%(title)s“ statt „%(before)s“ (%(minutes)s statt %(minutes_before)s Minuten)"),
        Difference.LEFT_OUT: _("„%(before)s“ entfällt (%(minutes_before)s Minuten)"),
        Difference.ADDED: _("Eigener Fall: „%(title)s“ (%(minutes)s Minuten)"),
        Difference.MINUTES: _("„%(title)s“ dauert %(minutes)s statt %(minutes_before)s Minuten"),
        Difference.ORDER: _("Die Reihenfolge ist eine andere."),
        Difference.TARGET_GROUP: _("Für: %(title)s"),
        Difference.LANGUAGE: _("Sprache und Barrierefreiheit: %(title)s"),
    }


@dataclass(frozen=True, slots=True)
class TailoredItem:
    """A place of the run as it is now, beside what the template had there."""

    item_id: UUID
    module_id: UUID
    module_title: str
    title: str
    kind: str
    minutes: int
    is_required: bool
    is_case: bool
    before: TemplateItem | None  # the same place, or the one that was swapped; None for an own case
    is_swapped: bool

    @property
    def has_other_minutes(self) -> bool:
        """Whether the same unit takes another time than in the template."""
        return self.before is not None and not self.is_swapped and self.before.minutes != self.minutes

    @property
    def is_survey(self) -> bool:
        """Whether it asks; a survey takes no minutes."""
        return self.kind == Unit.Kind.SURVEY


@dataclass(frozen=True, slots=True)
class Tailored:
    """What a run teaches beside its template; `version` 0 means that nothing was tailored yet."""

    items: tuple[TailoredItem, ...]
    left_out: tuple[TemplateItem, ...]
    is_reordered: bool
    minutes: int
    template_minutes: int
    target_group: str = ""
    language_needs: str = ""
    version: int = 0

    @property
    def limits(self) -> tuple[int, int]:
        """The fewest and the most minutes it may take."""
        return tailored_limits(self.template_minutes)


def tailored(run: Run) -> Tailored:
    """Return the run beside its template; before anything is pinned, the course as it is published. Few queries."""
    tailoring = Tailoring.objects.filter(run=run).first()
    items = _pinned(run, tailoring) if run.opened_at is not None else _planned(run)
    template = tailoring.items if tailoring is not None else [item.before for item in items if item.before is not None]
    standing = {item.before.item_id for item in items if item.before is not None}
    kept = [item.before.item_id for item in items if item.before is not None]
    return Tailored(
        items=tuple(items),
        left_out=tuple(item for item in template if item.item_id not in standing),
        is_reordered=kept != [item.item_id for item in template if item.item_id in standing]
        or any(item.before is not None and item.module_id != item.before.module_id for item in items),
        minutes=sum(item.minutes for item in items),
        template_minutes=sum(item.minutes for item in template),
        target_group=tailoring.target_group if tailoring else "",
        language_needs=tailoring.language_needs if tailoring else "",
        version=tailoring.version if tailoring else 0,
    )


def _pinned(run: Run, tailoring: Tailoring | None) -> list[TailoredItem]:
    rows = {row.item_id: row for row in RunUnit.objects.filter(run=run).select_related("unit")}
    template = {item.item_id: item for item in tailoring.items} if tailoring is not None else None
    found = []
    for module in outline(run, settings.LANGUAGE_CODE).modules:
        for item in module.items:
            row = rows[item.item_id]
            if template is None:
                before: TemplateItem | None = TemplateItem(
                    item.item_id,
                    module.module_id,
                    module.title,
                    item.title,
                    item.minutes,
                    item.is_required,
                    row.unit_id,
                )
            else:
                before = template.get(row.replaces_item_id or row.item_id)
            found.append(
                TailoredItem(
                    item_id=item.item_id,
                    module_id=module.module_id,
                    module_title=module.title,
                    title=item.title,
                    kind=item.kind,
                    minutes=item.minutes,
                    is_required=item.is_required,
                    is_case=row.unit.case_of_id is not None,
                    before=before,
                    is_swapped=row.replaces_item_id is not None,
                )
            )
    return found


def _planned(run: Run) -> list[TailoredItem]:
    found = []
    for module in curriculum(run.course).modules:
        for item in module.items:
            if item.unit is None:
                continue
            title, minutes = item.unit.title, item.unit.minutes
            same = TemplateItem(
                item.item_id, module.module_id, module.title, title, minutes, item.is_required, item.unit.pk
            )
            found.append(
                TailoredItem(
                    item_id=item.item_id,
                    module_id=module.module_id,
                    module_title=module.title,
                    title=title,
                    kind=item.unit.kind,
                    minutes=minutes,
                    is_required=item.is_required,
                    is_case=False,
                    before=same,
                    is_swapped=False,
                )
            )
    return found


def adaptations(run: Run) -> Sequence[Adaptation]:
    """Return what differs from the template, in the order of the run; nothing for a run that was not tailored."""
    now = tailored(run)
    if not now.version:
        return []
    found = [one for item in now.items for one in _of_item(item)]
    found += [Adaptation(Difference.LEFT_OUT, before=item.title, minutes_before=item.minutes) for item in now.left_out]
    if now.is_reordered:
        found.append(Adaptation(Difference.ORDER))
    if now.target_group:
        found.append(Adaptation(Difference.TARGET_GROUP, title=now.target_group))
    if now.language_needs:
        found.append(Adaptation(Difference.LANGUAGE, title=now.language_needs))
    return found


def _of_item(item: TailoredItem) -> list[Adaptation]:
    if item.before is None:
        return [Adaptation(Difference.ADDED, title=item.title, minutes=item.minutes)]
    if item.is_swapped:
        kind = Difference.SWAPPED
    elif item.has_other_minutes:
        kind = Difference.MINUTES
    else:
        return []
    return [
        Adaptation(
            kind, title=item.title, before=item.before.title, minutes=item.minutes, minutes_before=item.before.minutes
        )
    ]


def case_text(unit: Unit) -> str:
    """Return the words of an own case as they were typed: paragraphs with empty lines between them."""
    blocks = Unit.body.field.to_python(unit.body) if isinstance(unit.body, str) else unit.body
    html = "\n\n".join(str(block.value.source) for block in blocks if block.block_type == "text")
    html = re.sub(r"</p>\s*<p>", "\n\n", html)
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<br\s*/?>", "\n", html))).strip()
