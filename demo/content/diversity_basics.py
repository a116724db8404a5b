"""Training D1: understanding diversity, the modules for self-study."""

from decimal import Decimal

from demo.content.shape import CourseText, ModuleText, UnitText

ARRIVING = UnitText(
    title="Ankommen: Worum es geht und wer was sieht",
    teaching_units=Decimal("1"),
    subject_goal="Sie kennen Ziel und Ablauf und wissen, dass Ihr Arbeitgeber keine Lernergebnisse sieht.",
    body=(
        (
            "paragraph",
            "<p>In diesem Training geht es um Vielfalt am Arbeitsplatz: um Menschen mit verschiedenen Erfahrungen, "
            "Sprachen und Lebenswegen – und darum, wie Zusammenarbeit gelingt.</p>",
        ),
        ("heading", "Wer sieht was?"),
        (
            "paragraph",
            "<ul><li><b>Sie</b> sehen alles, was Sie tun und erreichen.</li>"
            "<li><b>Ihre Dozentin oder Ihr Dozent</b> sieht, welche Einheiten Sie bearbeitet haben.</li>"
            "<li><b>Ihr Arbeitgeber</b> sieht weder Antworten noch Punkte noch Zeiten.</li></ul>",
        ),
        (
            "important",
            "<p>Sie können Tests so oft wiederholen, wie Sie möchten. Niemand zählt Ihre Versuche.</p>",
        ),
        ("heading", "Drei Absprachen"),
        (
            "paragraph",
            "<p>Wir sprechen über Situationen, nicht über abwesende Personen. Wir fragen nach, bevor wir deuten. Wir "
            "behandeln vertraulich, was andere erzählen.</p>",
        ),
    ),
)
BASICS = UnitText(
    title="Was ist Vielfalt? Dimensionen und Begriffe", teaching_units=Decimal("1"), package="diversity_basics"
)
EQUAL_TREATMENT = UnitText(
    title="AGG in 45 Minuten: Merkmale, Formen, Rechte", teaching_units=Decimal("1"), package="equal_treatment"
)
TRANSFER = UnitText(
    title="Transferaufgabe: Eine Situation, die ich ändere",
    teaching_units=Decimal("2"),
    subject_goal="Sie planen eine eigene Handlung für Ihren Arbeitsalltag.",
    body=(
        (
            "paragraph",
            "<p>Wissen wird erst durch Handeln wirksam. Suchen Sie eine kleine, echte Situation aus Ihrem Alltag.</p>",
        ),
        ("heading", "In vier Schritten"),
        (
            "paragraph",
            "<ol><li><b>Beobachten:</b> Was geschieht genau? Beschreiben Sie ohne Bewertung.</li>"
            "<li><b>Verstehen:</b> Wen betrifft es? Welche Regel, Gewohnheit oder Annahme steckt dahinter?</li>"
            "<li><b>Planen:</b> Was tun Sie anders? Wann? Wer unterstützt Sie?</li>"
            "<li><b>Prüfen:</b> Woran merken Sie nach vier Wochen, dass sich etwas geändert hat?</li></ol>",
        ),
        ("heading", "Ein Beispiel"),
        (
            "paragraph",
            "<p>In der Teamsitzung sprechen immer dieselben drei Personen. Ab nächster Woche gibt es zu Beginn eine "
            "kurze Runde: Jede Person sagt einen Satz zum Stand. Nach vier Wochen fragt die Leitung, was sich "
            "verändert hat.</p>",
        ),
        (
            "important",
            "<p>Schreiben Sie Ihren Plan für sich auf. Sie müssen ihn hier nicht abgeben.</p>",
        ),
    ),
)

COURSE = CourseText(
    slug="vielfalt-verstehen",
    title="Vielfalt verstehen: Diversity-Basistraining",
    number="D1-2026",
    offer_kind="diversity_training",
    summary="Grundlagen für alle Beschäftigten: Vielfalt erkennen, Benachteiligung verstehen, selbst handeln.",
    goals=(
        "<ul><li>Sie nennen die Kerndimensionen von Vielfalt und die Merkmale des § 1 AGG.</li>"
        "<li>Sie trennen Wahrnehmung, Deutung und Bewertung.</li>"
        "<li>Sie erkennen Formen der Benachteiligung an Fällen.</li>"
        "<li>Sie kennen Anlaufstellen im Betrieb und planen eine eigene Handlung.</li></ul>"
    ),
    target_group="Alle Beschäftigten in Unternehmen, Verwaltungen und öffentlichen Einrichtungen.",
    prerequisites="Keine.",
    methods="Bildschirm-Übungen mit Fällen und Rückmeldung, kurze Texte, eigene Transferaufgabe.",
    assessment="Kurze Tests zeigen Ihnen, was Sie mitnehmen. Sie können sie beliebig oft wiederholen.",
    equipment="Smartphone, Tablet oder Computer mit Internet.",
    certificate_text="Teilnahmebescheinigung, wenn alle Pflicht-Einheiten erledigt sind.",
    modules=(
        ModuleText("1 Was ist Vielfalt?", (ARRIVING, BASICS)),
        ModuleText("2 Rechte und Anlaufstellen", (EQUAL_TREATMENT,)),
        ModuleText("3 Transfer in den Alltag", (TRANSFER,)),
    ),
)
