"""Which picture stands where in the demo, and what a screen reader says instead of it."""

from __future__ import annotations

CREDIT = "© Redaktion der Lernbrücke, für diese Demo gezeichnet"

# motif of demo.illustrations -> (title, description)
MOTIFS: dict[str, tuple[str, str]] = {
    "bridge": ("Brücke", "Drei Menschen stehen auf einer Brücke mit drei Bögen."),
    "care": ("Pflege", "Zwei Menschen stehen neben einem Schild mit einem Kreuz."),
    "current": ("Strom", "Ein Schaltschrank, daneben ein Blitz."),
    "house": ("Haus", "Ein Haus mit rotem Dach vor Hügeln."),
    "motion": ("Bewegung", "Ein Mensch liegt auf einer Liege und hebt die Beine."),
    "office": ("Büro", "Ein Bildschirm auf einem Tisch zeigt wachsende Balken."),
    "speech": ("Gespräch", "Zwei Menschen sprechen miteinander, über ihnen Sprechblasen."),
    "steps": ("Stufen", "Ein Mensch steht auf der höchsten von vier Stufen."),
    "table": ("Am Tisch", "Vier Menschen sitzen nebeneinander an einem Tisch."),
    "wheel": ("Technik", "Ein großes und ein kleines Zahnrad."),
}

HOME, RECOGNITION = "bridge", "steps"
PLATFORM_PROVIDER = "bildungswerk-leine"  # answers for the rights in pictures of the platform's own pages
NEWS = {"sprechtandems-gesucht": "speech", "neuer-kurs-elektro": "current", "diversity-training-im-metallbau": "table"}
PROVIDERS = {
    "bildungswerk-leine": "office",
    "therapieschule-hasetal": "motion",
    "fachsprachzentrum-harzblick": "speech",
    "lernhaus-emscher": "house",
    "technikbruecke-ruhr": "wheel",
    "werkstatt-rheinufer": "current",
    "vielfaltswerk-elbe": "table",
    "forum-pleisse": "steps",
}
COURSES = {
    "bruecke-ingenieurwesen": "wheel",
    "physiotherapie": "motion",
    "bueromanagement": "office",
    "fachsprache-pflege-b2": "care",
    "elektro-handwerk": "current",
    "fachgespraech": "speech",
    "vielfalt-verstehen": "table",
    "vielfalt-gestalten": "steps",
    "gender-und-migration": "speech",
    "diversity-und-gesundheit": "care",
    "seminar-fachkraefte-gewinnen": "bridge",
    "seminar-onboarding": "house",
    "seminar-bindung": "table",
}
