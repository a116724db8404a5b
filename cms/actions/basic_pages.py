"""
The pages that every platform begins with, in the languages of the interface.

An app of this floor adds its page type here: one `BasicPage` in PAGES, made below the home page when missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cms.models import (
    CataloguePage,
    HomePage,
    ImageCreditsPage,
    LegalPage,
    NewsIndexPage,
    PlainLanguagePage,
    ProvidersPage,
    SitePage,
)


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
            "learners_text": "Sie haben einen Beruf in einem anderen Land gelernt? Finden Sie den Kurs, der Ihnen für "
            "die Anerkennung fehlt. Kostenfrei.",
            "counselling_text": "Sie wissen noch nicht, welcher Kurs passt? Wir beraten Sie in vielen Sprachen: "
            "vor Ort, am Telefon oder per Video.",
            "employers_text": "Sie beschäftigen internationale Fachkräfte? Buchen Sie Diversity-Trainings und "
            "Online-Seminare für Ihr Team.",
            "about_title": "Was ist die Lernbrücke?",
            "about": "<p>Die Lernbrücke ist die gemeinsame Lernplattform der Netzwerke und Träger. Hier lernen "
            "Menschen, die ihren Beruf im Ausland gelernt haben, was ihnen für die volle Anerkennung in Deutschland "
            "noch fehlt. Über die Anerkennung selbst entscheidet die zuständige Stelle.</p>",
        },
        "en": {
            "title": "Learning for recognition and work",
            "lead": "Here you learn online what is still missing for full recognition of your profession. "
            "On your phone, at your own pace, with a certificate at the end.",
            "learners_text": "Did you learn your profession in another country? Find the course that you still need "
            "for recognition. Free of charge.",
            "counselling_text": "Not sure which course is right? We advise you in many languages: in person, by phone "
            "or by video.",
            "employers_text": "Do you employ international staff? Book diversity trainings and online seminars for "
            "your team.",
            "about_title": "What is Lernbrücke?",
            "about": "<p>Lernbrücke is the shared learning platform of the networks and providers. People who learned "
            "their profession abroad learn here what is still missing for full recognition in Germany. The competent "
            "authority decides on the recognition itself.</p>",
        },
        "ar": {
            "title": "التعلّم من أجل الاعتراف والعمل",
            "lead": "هنا تتعلّم عبر الإنترنت ما ينقصك للاعتراف الكامل بمهنتك: على هاتفك، وبالسرعة التي تناسبك، "
            "مع شهادة في النهاية.",
            "learners_text": "هل تعلّمت مهنتك في بلد آخر؟ ابحث عن الدورة التي تنقصك للاعتراف بمهنتك. مجانًا.",
            "counselling_text": "لا تعرف بعد أي دورة تناسبك؟ نقدّم لك المشورة بلغات كثيرة: حضوريًا أو هاتفيًا أو "
            "بالفيديو.",
            "employers_text": "هل توظّف كفاءات دولية؟ احجز تدريبات التنوّع والندوات عبر الإنترنت لفريقك.",
            "about_title": "ما هي Lernbrücke؟",
            "about": "<p>Lernbrücke هي منصّة التعلّم المشتركة للشبكات والجهات المنظِّمة. هنا يتعلّم من درسوا مهنتهم "
            "في الخارج ما ينقصهم للاعتراف الكامل في ألمانيا. أما قرار الاعتراف نفسه فتتخذه الجهة المختصة.</p>",
        },
    },
)

# Leichte Sprache: one sentence a line (BITV 2.0, annex 2, part 2). Each part has a heading.
PLAIN_WORDS = {
    "Was ist das hier?": [
        "Das ist die Internet-Seite von der Lernbrücke.",
        "Hier können Sie lernen.",
        "Sie haben in einem anderen Land einen Beruf gelernt?",
        "Sie wollen in Deutschland in Ihrem Beruf arbeiten?",
        "Dann brauchen Sie vielleicht eine Anerkennung.",
        "Anerkennung heißt:",
        "Ein Amt prüft Ihren Beruf.",
        "Das Amt sagt Ihnen: Das können Sie schon. Das fehlt Ihnen noch.",
        "Was Ihnen fehlt, können Sie hier lernen.",
        "Die Kurse kosten kein Geld.",
    ],
    "So finden Sie einen Kurs": [
        "Oben auf jeder Seite steht das Wort <b>Kurse</b>.",
        "Klicken Sie auf das Wort.",
        "Dann sehen Sie ein Feld.",
        "Schreiben Sie Ihren Beruf in das Feld.",
        "Sie können in Ihrer Sprache schreiben.",
        "Dann sehen Sie alle Kurse für Ihren Beruf.",
    ],
    "Sie brauchen Hilfe?": [
        "Oben auf jeder Seite steht das Wort <b>Beratung</b>.",
        "Beratung heißt: Ein Mensch hilft Ihnen.",
        "Viele Berater sprechen Ihre Sprache.",
        "Die Beratung kostet kein Geld.",
    ],
    "Andere Sprachen": [
        "Oben auf jeder Seite steht eine Welt-Kugel.",
        "Klicken Sie auf die Welt-Kugel.",
        "Dann können Sie eine andere Sprache wählen.",
    ],
    "Etwas funktioniert nicht?": [
        "Sie können etwas nicht lesen?",
        "Sie können etwas nicht anklicken?",
        "Dann sagen Sie es uns.",
        "Unten auf jeder Seite steht: <b>Barriere melden</b>.",
        "Klicken Sie darauf.",
        "Schreiben Sie uns, was nicht funktioniert.",
        "Wir antworten Ihnen.",
    ],
}
PLAIN = [
    block
    for heading, lines in PLAIN_WORDS.items()
    for block in (("heading", heading), ("text", "".join(f"<p>{line}</p>" for line in lines)))
]

# Drafts: only who answers for the pages can say these things. They stand in the order in which they are linked.
LEGAL: list[tuple[LegalPage.Kind, str, dict[str, str]]] = [
    (LegalPage.Kind.IMPRINT, "impressum", {"de": "Impressum", "en": "Legal notice", "ar": "بيانات الناشر"}),
    (LegalPage.Kind.PRIVACY, "datenschutz", {"de": "Datenschutz", "en": "Privacy", "ar": "حماية البيانات"}),
    (
        LegalPage.Kind.ACCESSIBILITY,
        "barrierefreiheit",
        {"de": "Barrierefreiheit", "en": "Accessibility", "ar": "سهولة الوصول"},
    ),
]


def legal(kind: LegalPage.Kind, slug: str, titles: Mapping[str, str]) -> BasicPage:
    """Return the plan of a legal page, a draft until somebody who answers for it has filled it in."""
    return BasicPage(
        LegalPage,
        {"slug": slug, "kind": kind, "show_in_menus": True},
        {language: {"title": title} for language, title in titles.items()},
        {"kind": kind},
        is_live=False,
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
        NewsIndexPage,
        {"slug": "aktuelles", "show_in_menus": True},
        {"de": {"title": "Aktuelles"}, "en": {"title": "News"}, "ar": {"title": "أخبار"}},
    ),
    BasicPage(
        ProvidersPage,
        {"slug": "traeger"},
        {"de": {"title": "Träger"}, "en": {"title": "Providers"}, "ar": {"title": "الجهات المنظِّمة"}},
    ),
    BasicPage(
        PlainLanguagePage,
        {"slug": "leichte-sprache", "show_in_menus": True, "body": PLAIN},
        {"de": {"title": "Leichte Sprache"}},
    ),
    *[legal(*page) for page in LEGAL],
    BasicPage(
        ImageCreditsPage,
        {"slug": "bildquellen", "show_in_menus": True},
        {"de": {"title": "Bildquellen"}, "en": {"title": "Picture credits"}, "ar": {"title": "مصادر الصور"}},
    ),
]
