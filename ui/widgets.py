"""Controls that Django does not bring in the shape our people need."""

from __future__ import annotations

from typing import Any

from django.forms import SelectDateWidget
from django.utils.translation import pgettext


class DayMonthYear(SelectDateWidget):
    """A date in three lists, for dates people know by heart; each list says what it asks for."""

    template_name = "ui/forms/date_parts.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        # With a context, because "Tag" is an English word of the library for keywords.
        labels = {
            "day": pgettext("Datum", "Tag"),
            "month": pgettext("Datum", "Monat"),
            "year": pgettext("Datum", "Jahr"),
        }
        for part in context["widget"]["subwidgets"]:
            part["attrs"]["aria-label"] = labels[part["name"].rpartition("_")[2]]
        return context
