"""
The pages that every platform begins with, in the languages of the interface.

An app of this floor adds its page type here: one `BasicPage` in PAGES, made below the home page when missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cms.models import CataloguePage, HomePage, LegalPage, ProvidersPage, SitePage


@dataclass(frozen=True, slots=True)
class BasicPage:
    """A page to begin with."""

    model: type[SitePage]
    fields: Mapping[str, Any]  # the same in every language: slug, kind, menu
    words: Mapping[str, Mapping[str, Any]]  # language -> title and texts; "de" is the source
    identity: Mapping[str, Any] = field(default_factory=dict)  # what tells it from others of its type beside it
    is_live: bool = True

    @property
    def languages(self) -> list[str]:
        """The languages it is translated into."""
        return [language for language in self.words if language != "de"]

    def texts(self, language: str) -> dict[str, Any]:
        """Return the field values in this language."""
        return {**self.fields, **self.words[language]}


HOME = BasicPage(
    HomePage,
    {},
    {
        "de": {
            "title": "Lernen für Anerkennung und Beruf",
            "lead": "Hier lernen Sie online, was Ihnen zur vollen Anerkennung Ihres Berufs noch fehlt. "
            "Auf dem Handy, in Ihrem Tempo, mit Bescheinigung am Ende.",
        },
        "en": {
            "title": "Learning for recognition and work",
            "lead": "Here you learn online what is still missing for full recognition of your profession. "
            "On your phone, at your own pace, with a certificate at the end.",
        },
        "ar": {
            "title": "التعلّم من أجل الاعتراف والعمل",
            "lead": "هنا تتعلّم عبر الإنترنت ما ينقصك للاعتراف الكامل بمهنتك: على هاتفك، وبالسرعة التي تناسبك، "
            "مع شهادة في النهاية.",
        },
    },
)

PAGES = [
    BasicPage(
        CataloguePage,
        {"slug": "kurse"},
        {
            "de": {
                "title": "Kurse finden",
                "intro": "Suchen Sie nach Ihrem Beruf oder nach dem, was Ihnen noch fehlt. In jeder Sprache.",
            },
            "en": {
                "title": "Find courses",
                "intro": "Search for your occupation, or for what you still need. In any language.",
            },
            "ar": {"title": "البحث عن دورات", "intro": "ابحث عن مهنتك أو عمّا ينقصك، بأي لغة."},
        },
    ),
    BasicPage(
        ProvidersPage,
        {"slug": "traeger"},
        {"de": {"title": "Träger"}, "en": {"title": "Providers"}, "ar": {"title": "الجهات المنظِّمة"}},
    ),
    # Drafts: who runs the platform must fill them in. The deploy check names those that are not published.
    BasicPage(
        LegalPage,
        {"slug": "impressum", "kind": LegalPage.Kind.IMPRINT, "show_in_menus": True},
        {"de": {"title": "Impressum"}, "en": {"title": "Legal notice"}, "ar": {"title": "بيانات الناشر"}},
        {"kind": LegalPage.Kind.IMPRINT},
        is_live=False,
    ),
    BasicPage(
        LegalPage,
        {"slug": "datenschutz", "kind": LegalPage.Kind.PRIVACY, "show_in_menus": True},
        {"de": {"title": "Datenschutz"}, "en": {"title": "Privacy"}, "ar": {"title": "حماية البيانات"}},
        {"kind": LegalPage.Kind.PRIVACY},
        is_live=False,
    ),
    BasicPage(
        LegalPage,
        {"slug": "barrierefreiheit", "kind": LegalPage.Kind.ACCESSIBILITY, "show_in_menus": True},
        {"de": {"title": "Barrierefreiheit"}, "en": {"title": "Accessibility"}, "ar": {"title": "سهولة الوصول"}},
        {"kind": LegalPage.Kind.ACCESSIBILITY},
        is_live=False,
    ),
]
