# messages: back office
"""Two people, one row: the second one keeps what they typed, sees what stands there now, and decides."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm, ModelForm
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opening_process.forms import VersionedForm
from ui.parts import Fact


def retyped(form_class: type[VersionedForm], request: HttpRequest, current: Any, **kwargs: Any) -> VersionedForm:
    """Return the form as it was typed, at the version that stands there now: sent again, it is meant."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    return form_class(data, instance=current, **kwargs)


def standing(form: BaseForm, current: Any) -> list[Fact]:
    """Return field by field what stands there now and differs from what was typed."""
    facts = []
    for name, field in form.fields.items():
        if name == "version":
            continue
        now = getattr(current, name)
        if isinstance(form, ModelForm) and form.cleaned_data.get(name) == now:
            continue
        facts.append(Fact(str(field.label), _in_words(current, name, now)))
    return facts


def _in_words(current: Any, name: str, now: Any) -> str:
    if now is None or now == "":
        return _("leer")
    shown = getattr(current, f"get_{name}_display", None)
    if shown is not None:
        return str(shown())
    return date_format(now, "DATE_FORMAT") if hasattr(now, "isoformat") else str(now)
