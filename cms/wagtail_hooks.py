# messages: back office
"""Pages in the back office: their screens, their place in the menu, and what leads past a review."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLResolver, include, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from accounts.back_office import may_anywhere
from accounts.roles import Permission
from cms.choosers import published_course_chooser
from cms.models import SitePage
from cms.page_rights import choosable, drafts_of, legal_drafts_of, providers_of
from cms.page_viewset import HousePageViewSet
from cms.queries.barriers import HANDLERS
from courses.panels import Line, LinesPanel
from reviews import queries as reviews


class BarriersMenuItem(MenuItem):  # type: ignore[misc]
    """„Gemeldete Barrieren“: for who answers for pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, HANDLERS)


@hooks.register("register_admin_menu_item")
def barriers_entry() -> MenuItem:
    return BarriersMenuItem(
        gettext_lazy("Gemeldete Barrieren"),
        reverse_lazy("barrier_reports:index"),
        name="barrier-reports",
        icon_name="warning",
        order=320,
    )


class PagesMenuItem(MenuItem):  # type: ignore[misc]
    """„Seiten“: for who writes or reviews pages. Wagtail's own entry asks an API that is closed."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(providers_of(request.user)) or may_anywhere(request.user, [Permission.EDIT_PLATFORM_PAGES])


@hooks.register("register_admin_menu_item")
def pages_entry() -> MenuItem:
    return PagesMenuItem(
        gettext_lazy("Seiten"), reverse_lazy("cms_own_pages"), name="seiten", icon_name="doc-empty", order=210
    )


@hooks.register("construct_main_menu", order=900)
def without_wagtails_explorer(request: HttpRequest, menu_items: list[Any]) -> None:
    """One way to the pages, not two."""
    menu_items[:] = [item for item in menu_items if item.name != "explorer"]


@hooks.register("construct_homepage_panels")
def show_own_drafts(request: HttpRequest, panels: list[Any]) -> None:
    """Add the pages that the person saved last and nobody reads yet; silent when there are none."""
    lines = [
        Line(
            page.draft_title or page.title,
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            _("veröffentlicht; neuer Entwurf") if page.live else _("noch nicht veröffentlicht"),
        )
        for page in drafts_of(request.user)
    ]
    if lines:
        panels.append(LinesPanel("own-pages", _("Ihre Seiten in Arbeit"), lines, order=45))


@hooks.register("construct_homepage_panels")
def show_missing_legal_pages(request: HttpRequest, panels: list[Any]) -> None:
    """Name the pages that law wants and nobody has published yet; silent when there are none."""
    lines = [
        Line(
            page.title, reverse("wagtailadmin_pages:edit", args=[page.pk]), str(page.owning_provider or _("Plattform"))
        )
        for page in legal_drafts_of(request.user)
    ]
    if lines:
        panels.append(LinesPanel("legal-pages", _("Rechtliche Seiten, die noch fehlen"), lines, order=40))


class FundingReportMenuItem(MenuItem):  # type: ignore[misc]
    """For the administration of the platform."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.MANAGE_PROVIDERS])


@hooks.register("register_reports_menu_item")
def funding_report_entry() -> MenuItem:
    words = gettext_lazy("Seiten und Vorlagen ohne Förderhinweis")
    return FundingReportMenuItem(
        words, reverse_lazy("cms_funding_report"), name="funding-report", icon_name="warning", order=100
    )


@hooks.register("register_admin_viewset", order=1000)  # after Wagtail's own fallback for all page types
def register_pages() -> HousePageViewSet:
    return HousePageViewSet()


@hooks.register("register_admin_viewset")
def register_choosers() -> list[object]:
    return [published_course_chooser]


@hooks.register("register_admin_urls")
def register_screens() -> list[URLResolver]:
    return [path("", include("cms.admin_urls")), path("barrieren/", include("cms.barrier_urls"))]


@hooks.register("construct_page_chooser_queryset")
def only_choosable(pages: Any, request: HttpRequest) -> Any:
    return pages.filter(pk__in=choosable(request.user).values("pk"))


@hooks.register("register_page_header_buttons")
def offer_translation_and_review(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    specific = page.specific
    if not isinstance(specific, SitePage) or view_name != "edit":
        return
    if page.permissions_for_user(user).can_edit():
        url = reverse("cms_translate", args=[page.pk])
        yield Button(_("Übersetzen"), url=url, icon_name="globe", priority=60)
    approval = reviews.approval_of(specific)
    if approval is not None and approval.task.specific.may_review(user):
        yield Button(_("Prüfen und freigeben"), url=specific.review_path, icon_name="check", priority=5)


@hooks.register("construct_page_action_menu")
def keep_to_the_review(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Leave out what would publish past the review of the provider."""
    page = context.get("page") or context.get("parent_page")
    specific = page.specific if page is not None else None
    if isinstance(specific, SitePage) and specific.needs_review:
        hidden = {"action-publish", "action-restart-workflow"}
        menu_items[:] = [item for item in menu_items if item.name not in hidden]


class HouseContentChecker(ContentCheckerItem):  # type: ignore[misc]
    """Wagtail's content checker, asking for WCAG 2.2 AA and not for its short list only."""

    axe_run_only: ClassVar = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "seo"]


@hooks.register("construct_wagtail_userbar")
def check_for_wcag(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    """Ask for all of WCAG, in the preview of the editor and on the page."""
    items[:] = [
        HouseContentChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item
        for item in items
    ]


@hooks.register("before_edit_page")
def hand_in_one_after_the_other(request: HttpRequest, page: Page) -> HttpResponseBase | None:
    """
    Let one person at a time hand a page in: the editor works with the page's row locked.

    Wagtail looks whether a review runs when it opens the page, and begins one later; two who hand in at once would both
    begin one, which the database refuses. Who comes second meets the page as the first has left it, and is told so.
    """
    view = request.resolver_match
    if "action-submit" not in request.POST or view is None or getattr(request, "has_page_locked", False):
        return None
    request.has_page_locked = True  # type: ignore[attr-defined]
    with transaction.atomic():
        locked = Page.objects.select_for_update(no_key=True).get(pk=page.pk).specific
        if isinstance(locked, SitePage) and reviews.approval_of(locked) is not None:
            messages.warning(request, _("Diese Seite hat eben schon jemand zur Prüfung gegeben."))
        answer: HttpResponseBase = view.func(request, *view.args, **view.kwargs)
        return answer


@hooks.register("before_publish_page")
def hand_in_first(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keep what was typed as a draft where a second person has to look first."""
    specific = page.specific
    if not isinstance(specific, SitePage) or not specific.needs_review:
        return None
    messages.warning(request, _("Gespeichert. Zum Veröffentlichen braucht es eine zweite Person."))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_copy_page")
def copy_as_drafts(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Copies do not go public by themselves where a second person has to look first."""
    if request.method != "POST" or not request.POST.get("publish_copies"):
        return None
    parent = Page.objects.filter(pk=request.POST.get("new_parent_page") or 0).first()
    if parent is None or not getattr(parent.specific, "needs_review", False):
        return None
    messages.error(request, _("Kopien werden hier Entwürfe: Zum Veröffentlichen braucht es eine zweite Person."))
    return redirect("wagtailadmin_pages:copy", page.pk)
