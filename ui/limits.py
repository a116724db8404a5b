"""How often a form that anybody may send is sent. A classroom shares one address: limits per address are wide."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.conf import settings
from django.forms.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

TOO_MANY_REQUESTS = 429  # the status to answer with


def may_send(request: HttpRequest, form: BaseForm, *, name: str, key: str | None = None) -> bool:
    """
    Count this request; when there were too many, say so above the form, input kept, and return False.

    `name` is the form's own counter and, where settings.FORM_RATES has it, its own limit (notation of allauth:
    "20/h/ip,5/d/key"); else the limit "*" holds. `key` is what a limit per key counts, such as an address typed in:
    it is stored as a hash only. A GET costs nothing. Without a cache nobody is let through.
    """
    rates = settings.FORM_RATES
    limit = {name: rates.get(name, rates["*"])}
    if ratelimit.consume(request, app="form", action=name, config=limit, key=key):
        return True
    form.add_error(None, _("Von hier kamen zu viele Anfragen. Bitte versuchen Sie es in einer Stunde wieder."))
    return False
