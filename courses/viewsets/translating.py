"""„Übersetzen“: which languages there are, how far they are, and whether they still match the original."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Locale

from accounts.models import User
from courses import queries
from courses.actions import translating
from courses.viewsets.release import ContentPageMixin


class TranslateView(ContentPageMixin):
    """Start a translation, go to one, or say that it is up to date."""

    permission_required = "change"
    template_name = "courses/admin/translate.html"
    header_icon = "globe"

    @property
    def page_title(self) -> str:
        return _("Übersetzen")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = queries.source_of(self.object)
        known = {row.locale_id: row for row in queries.translations_of(source)}
        languages = []
        for locale in Locale.objects.exclude(pk=source.locale_id).order_by("pk"):
            row = known.get(locale.pk)
            languages.append(
                {
                    "locale": locale,
                    "translation": row,
                    "edit_url": self.url("edit", row) if row else "",
                    "is_outdated": row is not None and queries.source_has_moved_on(row),
                    "compare_url": self._compare_url(row) if row else "",
                }
            )
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "object": self.object,
            "source": source,
            "source_url": self.url("edit", source),
            "languages": languages,
        }

    def _compare_url(self, translation: Any) -> str:
        source = translation.translation_of
        newest = source.live_revision_id or source.latest_revision_id
        if translation.made_from_id is None or newest is None or newest == translation.made_from_id:
            return ""
        namespace = source.snippet_viewset.url_namespace
        return reverse(f"{namespace}:revisions_compare", args=[source.pk, translation.made_from_id, newest])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        source = queries.source_of(self.object)
        locale = get_object_or_404(Locale, language_code=request.POST.get("language", ""))
        if request.POST.get("act") == "confirm":
            translation = get_object_or_404(queries.translations_of(source), locale=locale)
            translating.confirm_translation(translation=translation, by=cast(User, request.user), at=timezone.now())
            messages.success(request, _("Danke. Die Übersetzung gilt wieder als aktuell."))
            return redirect(request.path)
        try:
            copy = translating.start_translation(
                source=source, locale=locale, by=cast(User, request.user), at=timezone.now()
            )
        except translating.AlreadyTranslated as error:
            return redirect(self.url("edit", error.translation))
        messages.success(
            request, _("Der Entwurf enthält noch den Text des Originals. Überschreiben Sie ihn mit der Übersetzung.")
        )
        return redirect(self.url("edit", copy))
