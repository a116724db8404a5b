"""Starting the translation of a page."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Locale, Page

from accounts.models import User
from cms.models import SitePage


class AlreadyTranslated(Exception):
    """There is a translation into this language; go and edit it."""

    def __init__(self, translation: Page) -> None:
        self.translation = translation
        super().__init__(str(translation.pk))


class NotAnOriginal(Exception):
    """A translation is always made from the German page."""


@transaction.atomic
def start_translation(*, page: SitePage, locale: Locale, by: User) -> SitePage:
    """
    Make a draft copy of a German page in another language, to be written over by a translator.

    Raises AlreadyTranslated, NotAnOriginal. Wagtail's log writes the audit row.
    """
    if not page.is_source:
        raise NotAnOriginal
    Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    known = page.get_translation_or_none(locale)
    if known is not None:
        raise AlreadyTranslated(known)
    copy: SitePage = page.copy_for_translation(locale, copy_parents=True)
    copy.owner = by
    Page.objects.filter(pk=copy.pk).update(owner=by)
    copy.save_revision(user=by, log_action=False)
    return copy
