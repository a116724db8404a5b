"""The adaptation courses A1 to A6: for people who qualify after a foreign degree."""

from demo.content import translations
from demo.content.shape import CourseText

BRIDGE_ENGINEERS = CourseText(
    slug="bruecke-ingenieurwesen",
    title="Brücke in den Beruf: Ingenieur*innen",
    number="A1",
    offer_kind="bridging_course",
    provider="technikbruecke-ruhr",
    lessons="a1",
    teaching_units=240,
    summary="20 Wochen neben dem Beruf: Fachsprache, deutsche Regelwerke, Projekt mit einem Betrieb und Mentoring.",
    goals=(
        "Sie stellen technische Sachverhalte mündlich und im Bericht auf dem Niveau B2 dar.",
        "Sie finden das passende Regelwerk und wenden es an.",
        "Sie erstellen einen Ablauf- und Kostenplan.",
        "Sie lösen eine Planungsaufgabe nach deutschem Standard.",
        "Sie tauschen ein digitales Modell aus und prüfen es.",
        "Sie vertreten ein Ergebnis vor Fachpublikum und bewerben sich zielgerichtet.",
    ),
    target_group="Menschen mit einem technischen Studienabschluss aus dem Ausland, zum Beispiel Bau, Elektro oder "
    "Maschinenbau.",
    prerequisites="Studienabschluss in einem technischen Fach (Zeugnisbewertung oder Eintrag in anabin hilfreich). "
    "Deutsch B2, mit Einstufung auch B1. Einen Bescheid brauchen Sie nicht. Vorab gibt es ein Gespräch und einen "
    "Sprachtest.",
    methods="120 UE abends im virtuellen Klassenzimmer (dreimal pro Woche zwei UE), 60 UE Selbstlernen, 40 UE "
    "Projekt, 20 UE Mentoring. Fach und Sprache werden gemeinsam unterrichtet.",
    assessment="Projekt mit Vorstellung und ein Test. Der Kurs ist eine Brückenmaßnahme; er begründet kein Recht, "
    "die Berufsbezeichnung „Ingenieurin“ oder „Ingenieur“ zu führen.",
    equipment="Computer mit Kamera und Mikrofon, Internet. Für das CAD-Modul stellen wir Übungsdateien.",
    occupation="ingenieurwesen",
    cefr_entry="B2",
    cefr_goal="C1",
    target_groups=("foreign_degree", "refugees", "new_from_eu"),
    times_of_day=("evening",),
    schedule="montags, mittwochs und donnerstags, 18:30 bis 20:00 Uhr",
)

PHYSIOTHERAPY = CourseText(
    slug="physiotherapie",
    title="Anpassungslehrgang Physiotherapie – Theorieteil (virtuell)",
    number="A2",
    offer_kind="compensation_measure",
    provider="therapieschule-hasetal",
    lessons="a2",
    teaching_units=440,
    summary="320 UE Theorie am Bildschirm und vier Praxiswochen: Gleichen Sie aus, was in Ihrem Bescheid steht.",
    goals=(
        "Sie erklären Rechte, Pflichten und die Abgrenzung der Heilberufe.",
        "Sie verknüpfen Befund und Krankheitsbild.",
        "Sie erheben einen strukturierten Befund und dokumentieren ihn.",
        "Sie begründen Behandlungsziele und Behandlungsplan.",
        "Sie nennen Kontraindikationen von Massage, Elektro- und Hydrotherapie.",
        "Sie führen Anamnese und Bericht auf dem Niveau B2.",
        "Sie stellen einen Fall mündlich vor.",
    ),
    target_group="Physiotherapeutinnen und Physiotherapeuten mit ausländischem Abschluss und einem Bescheid mit "
    "wesentlichen Unterschieden. Auch als Vorbereitung auf die Kenntnisprüfung.",
    prerequisites="Bescheid der zuständigen Stelle mit wesentlichen Unterschieden, Deutsch B2, ein Praxisplatz. "
    "Dauer und Inhalt Ihres Lehrgangs legt die Behörde fest.",
    methods="Abende im virtuellen Klassenzimmer, Videos und Texte zum Selbstlernen, Fallkonferenzen, vier "
    "Praxiswochen (120 UE) in einer anerkannten Einrichtung. Techniken am Menschen nur in Präsenz.",
    assessment="Befundaufgaben, Fallbericht und eine Prüfungssimulation. Wir bescheinigen den Theorieteil; die "
    "Bescheinigung über den Anpassungslehrgang stellt die Einrichtung aus.",
    equipment="Computer oder Tablet mit Kamera, Internet. Für Texte und Übungen genügt ein Smartphone.",
    occupation="physiotherapie",
    cefr_entry="B2",
    cefr_goal="B2",
    format="blended",
    target_groups=("foreign_degree", "refugees", "new_from_eu"),
    times_of_day=("evening",),
    schedule="dienstags bis donnerstags, 18:00 bis 19:30 Uhr; Praxiswochen nach Absprache",
    translations=translations.PHYSIOTHERAPY,
)

OFFICE_MANAGEMENT = CourseText(
    slug="bueromanagement",
    title="Anpassungsqualifizierung Kaufleute für Büromanagement",
    number="A3",
    offer_kind="adaptation_course",
    provider="bildungswerk-leine",
    lessons="a3",
    teaching_units=160,
    summary="Gleichen Sie Unterschiede aus Ihrem Bescheid aus: von zu Hause, neben dem Beruf, kostenfrei.",
    goals=(
        "Sie erstellen Geschäftsbriefe und Kalkulationen nach deutschem Standard.",
        "Sie organisieren Termine, Ablage und Sitzungen.",
        "Sie bearbeiten Aufträge vom Angebot bis zur Rechnung.",
        "Sie vergleichen Angebote und erkennen Störungen beim Kauf.",
        "Sie führen eine Personalakte und lesen eine Entgeltabrechnung.",
        "Sie buchen Belege und lesen eine Auswertung.",
        "Sie erklären Tarif, Mitbestimmung und Sozialversicherung.",
    ),
    target_group="Menschen mit einem kaufmännischen Abschluss aus dem Ausland, deren Bescheid eine teilweise "
    "Gleichwertigkeit feststellt oder die eine Beratung empfohlen hat.",
    prerequisites="Bescheid der IHK FOSA oder der IHK, oder eine Empfehlung Ihrer Beratungsstelle. Deutsch B1.",
    methods="Zwei Abende pro Woche im virtuellen Klassenzimmer (80 UE), Texte und Übungen am Bildschirm (64 UE), "
    "Praxisaufgaben (16 UE). Sie besuchen alle Module oder nur die, die in Ihrem Bescheid stehen.",
    assessment="Sie sehen nach jeder Übung, was richtig war, und bekommen Rückmeldung zu jeder Praxisaufgabe. Die "
    "Bescheinigung ist kein Anerkennungsbescheid; über die Gleichwertigkeit entscheidet die zuständige Stelle.",
    occupation="bueromanagement",
    cefr_entry="B1",
    cefr_goal="B2",
    target_groups=("foreign_degree", "refugees", "new_from_eu"),
    times_of_day=("evening",),
    schedule="dienstags und donnerstags, 18:00 bis 20:00 Uhr",
    translations=translations.OFFICE_MANAGEMENT,
)

NURSING_GERMAN = CourseText(
    slug="fachsprache-pflege-b2",
    title="Fachsprache Pflege B2",
    number="A4",
    offer_kind="language_course",
    provider="fachsprachzentrum-harzblick",
    lessons="a4",
    teaching_units=300,
    summary="25 Wochen Deutsch für die Pflege: sprechen, schreiben, übergeben, mit Tandem und Prüfungstraining.",
    goals=(
        "Sie führen ein Aufnahmegespräch und notieren es.",
        "Sie schreiben Pflegebericht und Maßnahmenplan.",
        "Sie übergeben strukturiert in drei Minuten.",
        "Sie erklären schwierige Nachrichten verständlich.",
        "Sie fragen Anordnungen nach und telefonieren sicher.",
        "Sie erläutern Schweigepflicht und Patientenwillen.",
    ),
    target_group="Pflegefachpersonen mit ausländischem Abschluss, die B2 Pflege oder die Fachsprachprüfung erreichen "
    "möchten.",
    prerequisites="Zertifikat B1 und ein Einstufungstest; Ausbildung oder Studium in der Pflege.",
    methods="Jede Woche sechs UE im virtuellen Klassenzimmer mit einer Pflege- und einer Deutschlehrkraft, vier UE "
    "Selbstlernen und zwei UE Sprechtandem.",
    assessment="Drei simulierte Prüfungsteile mit Rückmeldung. Wir bescheinigen die Teilnahme mit dem Zielniveau B2; "
    "das Niveau selbst weist nur eine externe Prüfung nach. Der Kurs ersetzt keinen Spezialberufssprachkurs des "
    "Bundes.",
    occupation="pflege",
    cefr_entry="B1",
    cefr_goal="B2",
    target_groups=("foreign_degree", "refugees", "new_from_eu"),
    times_of_day=("morning", "evening"),
    schedule="montags und mittwochs, wahlweise 9:00 oder 18:00 Uhr",
    translations=translations.NURSING_GERMAN,
)

ELECTRICIANS = CourseText(
    slug="elektro-handwerk",
    title="Elektroniker*in (Handwerk): Theorie der Anpassungsqualifizierung",
    number="A5",
    offer_kind="adaptation_course",
    provider="werkstatt-rheinufer",
    lessons="a5",
    teaching_units=120,
    summary="Die Theorie online, die Praxis im Betrieb: Schutzmaßnahmen, Prüfen, Gebäudetechnik, Beratung.",
    goals=(
        "Sie wenden die fünf Sicherheitsregeln an und erklären Schutzmaßnahmen.",
        "Sie prüfen Anlagen und beurteilen Messwerte.",
        "Sie planen ein kleines Projekt der Gebäudesystemtechnik.",
        "Sie planen einen Ladepunkt und kennen die Gefahren der Photovoltaik.",
        "Sie beraten Kundinnen und Kunden und dokumentieren Ihre Arbeit.",
        "Sie übergeben vernetzte Anlagen sicher.",
    ),
    target_group="Elektrofachkräfte mit ausländischem Abschluss und einem Bescheid der Handwerkskammer.",
    prerequisites="Bescheid der Handwerkskammer mit wesentlichen Unterschieden, Deutsch B1.",
    methods="Abende im virtuellen Klassenzimmer, Texte und Übungen zum Selbstlernen, Aufgaben. Die praktischen Teile "
    "lernen Sie im Betrieb oder in einer überbetrieblichen Werkstatt; das Logbuch unterschreibt der Betrieb.",
    assessment="Übungen mit Rückmeldung und Aufgaben zu jedem Modul. Theorie und Praxis zusammen prüft die "
    "Handwerkskammer mit Ihrem Folgeantrag.",
    occupation="elektronik",
    cefr_entry="B1",
    cefr_goal="B2",
    format="blended",
    target_groups=("foreign_degree", "refugees", "new_from_eu"),
    times_of_day=("evening", "weekend"),
    schedule="mittwochs, 18:00 bis 20:15 Uhr, und jeden zweiten Samstag, 9:00 bis 12:00 Uhr",
)

EXPERT_TALK = CourseText(
    slug="fachgespraech",
    title="Fachgespräch: ein Abend zum Üben",
    number="A6",
    offer_kind="bridging_course",
    provider="bildungswerk-leine",
    lessons="a6",
    teaching_units=2,
    summary="Neunzig Minuten im virtuellen Klassenzimmer: Üben Sie das Gespräch mit Fachleuten, in kleiner Gruppe.",
    goals=(
        "Sie stellen sich und Ihren Beruf in fünf Sätzen vor.",
        "Sie schildern einen Fall und beantworten Fragen dazu.",
        "Sie bitten um Wiederholung und gewinnen Zeit zum Nachdenken.",
    ),
    target_group="Menschen mit Berufsabschluss aus dem Ausland, die ein Fachgespräch, eine Kenntnisprüfung oder ein "
    "Vorstellungsgespräch vor sich haben.",
    prerequisites="Deutsch B1. Einen Bescheid brauchen Sie nicht.",
    methods="Ein Live-Termin im virtuellen Klassenzimmer, dazu ein kurzer Text zur Vorbereitung.",
    assessment="Rückmeldung im Gespräch. Wer am Termin teilgenommen hat, bekommt eine Teilnahmebescheinigung.",
    cefr_entry="B1",
    target_groups=("foreign_degree", "refugees", "new_from_eu"),
    times_of_day=("evening",),
    schedule="ein Abend, 18:30 bis 20:00 Uhr",
    translations=translations.EXPERT_TALK,
)

COURSES = (BRIDGE_ENGINEERS, PHYSIOTHERAPY, OFFICE_MANAGEMENT, NURSING_GERMAN, ELECTRICIANS, EXPERT_TALK)
