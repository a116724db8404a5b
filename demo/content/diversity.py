"""The Diversity trainings D1 to D4 and three online seminars: for people who employ and work together."""

from demo.content import translations
from demo.content.shape import CourseText, OfferText

BLENDED = (
    "Selbstlernen am Bildschirm, Workshops im virtuellen Klassenzimmer mit Gruppen zu dritt oder viert, Fälle aus dem "
    "Betrieb ohne Namen, Transferaufgabe am Arbeitsplatz."
)
NO_MARKS = (
    "Kurze Tests zeigen Ihnen, was Sie mitnehmen. Sie können sie beliebig oft wiederholen; Ihr Arbeitgeber sieht keine "
    "Ergebnisse."
)

BASICS = CourseText(
    slug="vielfalt-verstehen",
    title="Vielfalt verstehen: Diversity-Basistraining",
    number="D1",
    offer_kind="diversity_training",
    provider="lernhaus-emscher",
    lessons="d1",
    teaching_units=16,
    summary="Grundlagen für alle Beschäftigten: Vielfalt erkennen, Benachteiligung verstehen, selbst handeln.",
    goals=(
        "Sie nennen die Kerndimensionen von Vielfalt und die Merkmale des § 1 AGG.",
        "Sie trennen Wahrnehmung, Deutung und Bewertung.",
        "Sie erkennen Formen der Benachteiligung an Fällen.",
        "Sie kennen Anlaufstellen im Betrieb.",
        "Sie planen eine eigene Handlung für den Arbeitsalltag.",
    ),
    target_group="Alle Beschäftigten in Unternehmen, Verwaltungen und öffentlichen Einrichtungen, 8 bis 16 Personen.",
    prerequisites="Keine.",
    methods=BLENDED + " Nach acht bis zwölf Wochen treffen Sie sich noch einmal.",
    assessment=NO_MARKS,
    target_groups=("staff", "employers"),
    times_of_day=("morning",),
    schedule="zwei Vormittage, 9:00 bis 13:00 Uhr, dazu Selbstlernen und ein Follow-up",
    names_agg=True,
    translations=translations.DIVERSITY_BASICS,
)

ADVANCED = CourseText(
    slug="vielfalt-gestalten",
    title="Vielfalt gestalten: Diversity-Aufbautraining",
    number="D2",
    offer_kind="diversity_training",
    provider="vielfaltswerk-elbe",
    lessons="d2",
    teaching_units=20,
    summary="Für Führung und Personal: fair auswählen, Konflikte moderieren, eingreifen, einarbeiten.",
    goals=(
        "Sie prüfen Auswahl- und Beförderungsschritte auf Vorannahmen.",
        "Sie moderieren Konflikte in vielfältigen Teams.",
        "Sie greifen bei diskriminierenden Aussagen ein.",
        "Sie planen das Onboarding internationaler Fachkräfte.",
        "Sie setzen Ziele und Kennzahlen für den eigenen Bereich.",
    ),
    target_group="Führungskräfte, Personalverantwortliche, Ausbilderinnen und Ausbilder, 8 bis 14 Personen.",
    prerequisites="Das Basistraining „Vielfalt verstehen“ oder ein vergleichbarer Nachweis.",
    methods=BLENDED + " Dazu kommt ein Praxisprojekt mit einer Kennzahl.",
    assessment="Praxisprojekt mit Vorstellung und kollegialer Rückmeldung. " + NO_MARKS,
    target_groups=("employers", "managers"),
    times_of_day=("afternoon",),
    schedule="zwei Nachmittage, 13:00 bis 17:00 Uhr, und ein Abschlusstermin",
)

GENDER = CourseText(
    slug="gender-und-migration",
    title="Gender und Migration",
    number="D3",
    offer_kind="diversity_training",
    provider="forum-pleisse",
    lessons="d3",
    teaching_units=8,
    summary="Ein Tag für Beratung und Personal: Berufswege von Migrantinnen sehen, Mehrfachbenachteiligung abbauen.",
    goals=(
        "Sie ordnen Bildungs- und Berufswege von Migrantinnen ohne Zuschreibung ein.",
        "Sie erkennen Mehrfachbenachteiligung.",
        "Sie denken Anerkennung, Kinderbetreuung und Teilzeitqualifizierung zusammen.",
        "Sie führen ein Beratungs- oder Personalgespräch gendersensibel.",
    ),
    target_group="Personalverantwortliche, Beratungspersonal, Jobcenter und Verwaltungen, 8 bis 16 Personen.",
    prerequisites="Keine.",
    methods=BLENDED,
    assessment=NO_MARKS,
    target_groups=("employers", "managers", "labour_offices"),
    times_of_day=("morning",),
    schedule="ein Vormittag, 9:00 bis 13:00 Uhr, dazu Selbstlernen",
)

HEALTH = CourseText(
    slug="diversity-und-gesundheit",
    title="Diversity und Gesundheit",
    number="D4",
    offer_kind="diversity_training",
    provider="vielfaltswerk-elbe",
    lessons="d4",
    teaching_units=12,
    summary="Zugehörigkeit ist Arbeitsschutz: verständlich unterweisen, sensibel sprechen, Belastung verringern.",
    goals=(
        "Sie erklären den Zusammenhang von Diskriminierung, Zugehörigkeit und Belastung.",
        "Sie gestalten Unterweisungen und Angebote verständlich und zugänglich.",
        "Sie führen Gespräche über Belastung und Krankheit sensibel und datensparsam.",
        "Sie ordnen den Healthy-Migrant-Effekt und seine Grenzen ein.",
        "Sie planen eine Maßnahme im Gesundheitsmanagement.",
    ),
    target_group="Führungskräfte, Gesundheitsmanagement, Pflege- und Klinikleitung, Arbeitsschutz, 8 bis 16 Personen.",
    prerequisites="Keine. Das Basistraining „Vielfalt verstehen“ ist hilfreich.",
    methods=BLENDED,
    assessment=NO_MARKS,
    target_groups=("employers", "managers"),
    times_of_day=("afternoon",),
    schedule="zwei Nachmittage, 14:00 bis 17:15 Uhr, und ein Follow-up",
)

SEMINAR_METHODS = "Impuls, Beispiele und Ihre Fragen, 90 Minuten im virtuellen Klassenzimmer."

RECRUITING = CourseText(
    slug="seminar-fachkraefte-gewinnen",
    title="Online-Seminar: Internationale Fachkräfte gewinnen",
    number="S1",
    offer_kind="online_seminar",
    provider="forum-pleisse",
    lessons="s1",
    teaching_units=2,
    summary="90 Minuten: von der Stellenanzeige bis zum ersten Arbeitstag.",
    goals=("Sie kennen die Schritte von der Stellenanzeige bis zum ersten Arbeitstag.",),
    target_group="Personalverantwortliche in kleinen und mittleren Betrieben.",
    prerequisites="Keine.",
    methods=SEMINAR_METHODS,
    assessment="Keine Prüfung.",
    target_groups=("employers", "managers"),
    times_of_day=("afternoon",),
    schedule="ein Nachmittag, 15:00 bis 16:30 Uhr",
)

ONBOARDING = CourseText(
    slug="seminar-onboarding",
    title="Online-Seminar: Onboarding – die ersten hundert Tage",
    number="S2",
    offer_kind="online_seminar",
    provider="vielfaltswerk-elbe",
    lessons="s2",
    teaching_units=2,
    summary="90 Minuten: ein Einarbeitungsplan, der internationale Fachkräfte ankommen lässt.",
    goals=("Sie schreiben einen Einarbeitungsplan für internationale Fachkräfte.",),
    target_group="Personalverantwortliche, Patinnen und Paten, Teamleitungen.",
    prerequisites="Keine.",
    methods=SEMINAR_METHODS,
    assessment="Keine Prüfung.",
    target_groups=("employers", "managers", "staff"),
    times_of_day=("morning",),
    schedule="ein Vormittag, 10:00 bis 11:30 Uhr",
)

RETENTION = CourseText(
    slug="seminar-bindung",
    title="Online-Seminar: Bindung – was Vorgesetzte tun können",
    number="S3",
    offer_kind="online_seminar",
    provider="lernhaus-emscher",
    lessons="s3",
    teaching_units=2,
    summary="90 Minuten: warum Fachkräfte bleiben, und wie ein Bleibegespräch gelingt.",
    goals=("Sie kennen Gründe, warum Fachkräfte bleiben oder gehen, und führen ein Bleibegespräch.",),
    target_group="Vorgesetzte aller Ebenen.",
    prerequisites="Keine.",
    methods=SEMINAR_METHODS,
    assessment="Keine Prüfung.",
    target_groups=("employers", "managers"),
    times_of_day=("evening",),
    schedule="ein Abend, 17:00 bis 18:30 Uhr",
)

COURSES = (BASICS, ADVANCED, GENDER, HEALTH, RECRUITING, ONBOARDING, RETENTION)

# The first one comes first: the second builds on it.
OFFERS = (
    OfferText(BASICS.slug, "basic"),
    OfferText(ADVANCED.slug, "advanced", group_max=14, requires=BASICS.slug),
    OfferText(GENDER.slug, "gender"),
    OfferText(HEALTH.slug, "health"),
)
