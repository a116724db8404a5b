"""Every component in all its states, for whoever builds pages or judges them; closed in production."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from ui.parts import Cell, Column, Crumb, Fact, Step, Table
from ui.typed import Typed
from ui.views import errors, gallery_search
from ui.widgets import DayMonthYear

ERROR_PAGES = ("400", "403", "404", "413", "429", "500", "503", "507", "csrf", "csrf-typed", "signed-out")
SCHEMES = ("light", "dark")


class SampleForm(forms.Form):
    """One control of each kind."""

    name = forms.CharField(
        label=gettext_lazy("Name wie im Pass"), help_text=gettext_lazy("Ein Name mit einem Wort ist auch ein Name.")
    )
    email = forms.EmailField(label=gettext_lazy("E-Mail-Adresse"), required=False)
    birthday = forms.DateField(label=gettext_lazy("Geburtstag"), widget=DayMonthYear, required=False)
    level = forms.ChoiceField(label=gettext_lazy("Deutsch-Niveau"), choices=[(c, c) for c in ("A2", "B1", "B2", "C1")])
    time = forms.ChoiceField(
        label=gettext_lazy("Wann können Sie lernen?"),
        choices=[("m", gettext_lazy("Am Vormittag")), ("e", gettext_lazy("Am Abend"))],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Sie können das später ändern."),
    )
    days = forms.MultipleChoiceField(
        label=gettext_lazy("An welchen Tagen?"),
        choices=[("1", gettext_lazy("Montag bis Freitag")), ("2", gettext_lazy("Samstag"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    question = forms.CharField(label=gettext_lazy("Ihre Frage"), widget=forms.Textarea, required=False)
    proof = forms.FileField(label=gettext_lazy("Nachweis als PDF"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("Ich habe die Hinweise gelesen"))


def _table() -> Table:
    columns = (Column(_("Teilnehmende")), Column(_("Stand")), Column(_("Stunden (UE)"), is_number=True))
    return Table(
        caption=_("Fortschritt im Durchgang"),
        columns=columns,
        rows=(
            (Cell("Amina Haddad", href="#table"), Cell(_("Abgeschlossen"), tone="success"), Cell("24")),
            (Cell("Олена Шевченко"), Cell(_("Läuft"), tone="info"), Cell("11")),
            (Cell("أمينة حداد"), Cell(_("Nicht begonnen"), tone="neutral"), Cell("0")),
        ),
    )


def _closed_in_production() -> None:
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Show all components; `?scheme=dark` shows them as a dark device would."""
    _closed_in_production()
    scheme = request.GET.get("scheme", "")
    messages.success(request, _("Ihre Angaben sind gespeichert."))
    context = {
        "scheme": scheme if scheme in SCHEMES else "",
        "crumbs": [Crumb(_("Startseite"), "#"), Crumb(_("Kurse"), "#")],
        "form": SampleForm(initial={"name": "Amina Haddad"}, prefix="new"),
        "wrong_form": SampleForm({"wrong-name": "", "wrong-email": "amina@", "wrong-level": "B1"}, prefix="wrong"),
        "steps": [
            Step(_("Anmelden"), "done"),
            Step(_("Lernen"), "current", _("5 von 12 Einheiten")),
            Step(_("Bescheinigung erhalten"), "todo"),
        ],
        "facts": [
            Fact(_("Beginn"), "2. 3. 2026"),
            Fact(_("Umfang"), _("24 Unterrichtseinheiten")),
            Fact(_("Bildungsträger"), "Bildungswerk Leine", "#facts"),
        ],
        "table": _table(),
        "pages": [Paginator(range(95), 10).page(number) for number in (1, 5, 10)],
        **gallery_search.samples(),
        "error_pages": ERROR_PAGES,
        "icons": [
            f"ui/icons/{name}.html"
            for name in [
                "book",
                "certificate",
                "check",
                "close",
                "danger",
                "desk",
                "down",
                "empty",
                "file",
                "forward",
                "globe",
                "info",
                "key",
                "leave",
                "next",
                "offline",
                "person",
                "previous",
                "saved",
                "search",
                "shield",
                "success",
                "waiting",
                "warning",
            ]
        ],
    }
    return render(request, "ui/gallery/gallery.html", context)


@require_GET
def error_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show an error page as people see it, with its status code."""
    _closed_in_production()
    kept = Typed(
        pairs=(("name", "أمينة حداد"), ("message", _("Ich möchte im März beginnen."))),
        has_secrets=True,
        has_files=False,
        is_listed=True,
    )
    pages: dict[str, Callable[[HttpRequest], HttpResponse]] = {
        "400": errors.bad_request,
        "403": errors.permission_denied,
        "500": errors.server_error,
        "503": errors.unavailable,
        "507": errors.no_room,
        "413": partial(errors.bad_request, exception=RequestDataTooBig()),
        "429": errors.too_many_requests,
        "csrf": errors.csrf_failure,
        "csrf-typed": partial(errors.token_gone, kept=kept),
        "signed-out": partial(errors.signed_out, kept=kept),
    }
    return pages.get(name, errors.page_not_found)(request)
