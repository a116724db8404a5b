"""Certificates in the back office: list, detail, revocation, and what could not be issued."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from accounts.back_office import RowGuard, back_office_view, may_anywhere, provider_keys, visible
from accounts.models import User
from accounts.roles import Permission
from certificates import actions
from certificates.actions.reading import note_reading
from certificates.models import Certificate, CertificateState
from certificates.wording import delivery_name, units

LATE = timedelta(minutes=10)  # a request this old has met a problem, known or not


def problems(rows: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Return the requests that could not be issued, or should have been by now."""
    late = Q(requested_at__lt=timezone.now() - LATE)
    return rows.filter(state=CertificateState.REQUESTED).filter(late | ~Q(last_error=""))


class CertificateFilters(WagtailFilterSet):  # type: ignore[misc]
    course_title = django_filters.CharFilter(lookup_expr="icontains", label=gettext_lazy("Kurs"))
    state = django_filters.ChoiceFilter(choices=CertificateState.choices, label=gettext_lazy("Stand"))
    problem = django_filters.BooleanFilter(method="with_problem", label=gettext_lazy("Konnte nicht ausgestellt werden"))

    class Meta:
        model = Certificate
        fields = ["course_title", "state"]

    def with_problem(self, rows: QuerySet[Certificate], name: str, value: bool) -> QuerySet[Certificate]:
        found = problems(rows)
        return found if value else rows.exclude(pk__in=found.values("pk"))


class RevokeForm(forms.Form):
    """Why a certificate no longer holds."""

    reason = forms.CharField(
        label=gettext_lazy("Grund"),
        help_text=gettext_lazy("Bleibt beim Träger. Die Prüfseite zeigt nur, dass und wann widerrufen wurde."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Bitte nennen Sie den Grund des Widerrufs.")},
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("Ich habe Namen, Kurs und Nummer geprüft. Ein Widerruf lässt sich nicht zurücknehmen."),
        error_messages={"required": gettext_lazy("Bitte bestätigen Sie, dass Sie die Angaben geprüft haben.")},
    )

    def clean_reason(self) -> Any:
        return self.cleaned_data["reason"].strip()


def _detail_url(certificate: Certificate) -> str:
    return reverse("certificates_office:detail", args=[certificate.public_id])


class CertificateList(RowGuard, IndexView):  # type: ignore[misc]
    """The certificates of the person's providers."""

    model: type[Model] = Certificate
    page_title = gettext_lazy("Bescheinigungen")
    header_icon = "clipboard-list"
    index_url_name = "certificates_office:index"
    index_results_url_name = "certificates_office:index_results"
    any_permission_required = ["view"]
    filterset_class = CertificateFilters
    search_fields = ["number", "holder__full_name", "course_title"]
    default_ordering = "-requested_at"
    paginate_by = 50
    columns = [
        TitleColumn("holder_name", label=gettext_lazy("Name"), accessor="facts.holder_name", get_url=_detail_url),
        Column("course_title", label=gettext_lazy("Kurs"), sort_key="course_title"),
        Column("number", label=gettext_lazy("Nummer"), sort_key="number"),
        StatusTagColumn("state", label=gettext_lazy("Stand"), accessor="get_state_display", sort_key="state"),
        Column("last_error", label=gettext_lazy("Problem")),
        DateColumn("requested_at", label=gettext_lazy("angefordert"), sort_key="requested_at"),
    ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not may_anywhere(request.user, [Permission.SEE_CERTIFICATES]):
            raise Http404
        super().setup(request, *args, **kwargs)
        self.is_export = False  # there is one export door, and it writes down who used it

    def get_base_queryset(self) -> QuerySet[Certificate]:
        return visible(self.request.user, Certificate).select_related("provider")


def _mine(request: HttpRequest, permission: Permission, public_id: str) -> Certificate:
    """Return the certificate if it belongs to a provider at which the person holds the permission."""
    rows = Certificate.objects.filter(provider_id__in=provider_keys(request.user, [permission]))
    return get_object_or_404(rows.select_related("provider", "holder"), public_id=public_id)


def _crumbs(*more: dict[str, str]) -> list[dict[str, str]]:
    home = {"url": reverse("wagtailadmin_home"), "label": _("Start")}
    return [home, {"url": reverse("certificates_office:index"), "label": _("Bescheinigungen")}, *more]


@require_safe
@back_office_view(Permission.SEE_CERTIFICATES)
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what was frozen, what became of it, and what can be done."""
    certificate = _mine(request, Permission.SEE_CERTIFICATES, public_id)
    note_reading(certificate=certificate, by=cast(User, request.user), at=timezone.now())
    facts = certificate.facts
    may_revoke = certificate.provider_id in provider_keys(request.user, [Permission.REVOKE_CERTIFICATES])
    context = {
        "certificate": certificate,
        "facts": facts,
        "is_for_employer": certificate.kind_class.is_for_employer,
        "units_total": units(facts.minutes_total),
        "units_attended": units(facts.minutes_attended),
        "delivery": [(delivery_name(part.form), units(part.minutes)) for part in facts.delivery],
        "contents": [(module.title, units(module.minutes)) for module in facts.contents],
        "may_revoke": may_revoke and certificate.state != CertificateState.REVOKED,
        "may_retry": may_revoke and problems(Certificate.objects.filter(pk=certificate.pk)).exists(),
        "header_title": facts.holder_name,
        "header_icon": "clipboard-list",
        "breadcrumbs_items": _crumbs({"url": "", "label": facts.holder_name}),
    }
    return render(request, "certificates/admin/detail.html", context)


@require_http_methods(["GET", "POST"])
@back_office_view(Permission.REVOKE_CERTIFICATES)
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for reason and confirmation, then revoke for good."""
    certificate = _mine(request, Permission.REVOKE_CERTIFICATES, public_id)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.revoke(
                certificate=certificate,
                reason=form.cleaned_data["reason"],
                by=cast(User, request.user),
                at=timezone.now(),
            )
            messages.success(request, _("Die Bescheinigung ist widerrufen. Die Prüfseite sagt es ab sofort."))
        except actions.AlreadyRevoked:
            messages.warning(request, _("Die Bescheinigung war schon widerrufen. Es wurde nichts geändert."))
        return redirect("certificates_office:detail", certificate.public_id)
    context = {
        "certificate": certificate,
        "facts": certificate.facts,
        "form": form,
        "header_title": _("Bescheinigung widerrufen"),
        "header_icon": "clipboard-list",
        "breadcrumbs_items": _crumbs(
            {"url": _detail_url(certificate), "label": certificate.facts.holder_name},
            {"url": "", "label": _("Widerrufen")},
        ),
    }
    return render(request, "certificates/admin/revoke.html", context)


@require_POST
@back_office_view(Permission.REVOKE_CERTIFICATES)
def retry(request: HttpRequest, public_id: str) -> HttpResponse:
    """Try again to issue."""
    certificate = _mine(request, Permission.REVOKE_CERTIFICATES, public_id)
    actions.retry(certificate=certificate, by=cast(User, request.user), at=timezone.now())
    messages.success(request, _("Das Ausstellen läuft noch einmal. Laden Sie diese Seite gleich neu."))
    return redirect("certificates_office:detail", certificate.public_id)


urlpatterns = [
    path("", CertificateList.as_view(), name="index"),
    path("results/", CertificateList.as_view(results_only=True), name="index_results"),
    path("<slug:public_id>/", detail, name="detail"),
    path("<slug:public_id>/widerrufen/", revoke, name="revoke"),
    path("<slug:public_id>/neu-versuchen/", retry, name="retry"),
]
