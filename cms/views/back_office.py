# messages: back office
"""Our own screens for pages: where one's pages are, their translations, and the decision of a reviewer."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Locale, Page
from wagtail.permissions import policy_registry

from accounts.back_office import back_office_view
from accounts.roles import Permission
from cms.actions import translating
from cms.models import ProviderPage, SitePage
from cms.page_rights import is_for_the_platform, providers_of
from cms.queries import pages
from reviews import queries as reviews
from reviews.decision import decide
from reviews.models import ProviderApproval

EDITORS = (Permission.EDIT_PAGES, Permission.EDIT_PLATFORM_PAGES, Permission.REVIEW_CONTENT)


@back_office_view(*EDITORS)
@require_safe
def own_pages(request: HttpRequest) -> HttpResponse:
    """Lead to the section of one's provider; who has several, or writes for the platform, chooses."""
    sections = ProviderPage.objects.filter(provider__in=providers_of(request.user), locale=_source_locale())
    places = [(section.title, section.pk) for section in sections.order_by("title")]
    home = pages.home()
    if is_for_the_platform(request.user) and home is not None:
        places.insert(0, (_("Seiten der Plattform"), home.pk))
    if len(places) == 1:
        return redirect("wagtailadmin_explore", places[0][1])
    return render(request, "cms/admin/own_pages.html", {"places": places})


def _source_locale() -> Locale:
    return Locale.objects.get(language_code="de")


def _own(request: HttpRequest, key: int, action: str) -> SitePage:
    """Return the page if the person may do this to it, else there is none."""
    page = get_object_or_404(Page, pk=key, depth__gt=1).specific
    policy = policy_registry.get_by_type(Page)
    if not isinstance(page, SitePage) or not policy.user_has_permission_for_instance(request.user, action, page):
        raise Http404
    return page


@back_office_view(Permission.EDIT_PAGES, Permission.EDIT_PLATFORM_PAGES)
@require_http_methods(["GET", "POST"])
def translate(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show which languages there are and how far they are; start a translation, or go to one."""
    page = _own(request, page_id, "change")
    source = page if page.is_source else page.get_translation_or_none(_source_locale())
    if source is None:
        raise Http404
    if request.method == "POST":
        locale = get_object_or_404(Locale, language_code=request.POST.get("language", ""))
        try:
            copy = translating.start_translation(page=source.specific, locale=locale, by=authenticated_user(request))
        except translating.AlreadyTranslated as known:
            return redirect("wagtailadmin_pages:edit", known.translation.pk)
        except translating.NotAnOriginal as error:
            raise Http404 from error
        messages.success(
            request, _("Der Entwurf enthält noch den Text des Originals. Überschreiben Sie ihn mit der Übersetzung.")
        )
        return redirect("wagtailadmin_pages:edit", copy.pk)
    return render(
        request, "cms/admin/translate.html", {"page": page, "source": source, "languages": _languages(source)}
    )


def _languages(source: Page) -> list[dict[str, Any]]:
    known = {copy.locale_id: copy for copy in source.get_translations().select_related("locale", "latest_revision")}
    rows = []
    for locale in Locale.objects.exclude(pk=source.locale_id).order_by("pk"):
        copy = known.get(locale.pk)
        written = copy.latest_revision_created_at if copy is not None else None
        changed = source.last_published_at
        rows.append(
            {
                "locale": locale,
                "translation": copy,
                "is_outdated": bool(written and changed and changed > written),
                "edit_url": reverse("wagtailadmin_pages:edit", args=[copy.pk]) if copy is not None else "",
            }
        )
    return rows


@back_office_view(Permission.REVIEW_CONTENT)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what was handed in, and take the decision of a reviewer."""
    page = get_object_or_404(Page, pk=page_id, depth__gt=1).specific
    if not isinstance(page, SitePage) or _provider_key(page) not in providers_of(request.user):
        raise Http404
    approval = reviews.approval_of(page)
    if approval is not None and not approval.task.specific.may_review(request.user):
        raise Http404
    if request.method == "POST" and (decided := decide(request, approval)):
        return decided
    context: dict[str, Any] = {"approval": approval}
    if approval is not None:
        context |= {
            "title": approval.revision.object_str,
            "preview_url": reverse("wagtailadmin_pages:workflow_preview", args=[page.pk, approval.task_id]),
            "compare_url": _compare_url(page, approval),
            "is_own_work": request.user.pk in approval.authors(),
            "planned_for": approval.revision.as_object().go_live_at,
        }
    return render(request, "cms/admin/review.html", context)


def _provider_key(page: SitePage) -> int | None:
    provider = page.owning_provider
    return provider.pk if provider is not None else None


def _compare_url(page: SitePage, approval: ProviderApproval) -> str:
    if page.live_revision_id is None:
        return ""
    return reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, page.live_revision_id, approval.revision_id])
