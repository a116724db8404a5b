"""Course A3: adaptation course office management, first modules."""

from decimal import Decimal

from demo.content.shape import CourseText, ModuleText, UnitText

WELCOME = UnitText(
    title="Willkommen: So lernen Sie in diesem Kurs",
    teaching_units=Decimal("1"),
    subject_goal="Sie kennen den Ablauf und wissen, wie Sie Ihre Bescheinigung bekommen.",
    language_goal="Sie verstehen die Wörter Modul, Einheit, Nachweis und Frist.",
    body=(
        (
            "paragraph",
            "<p>Herzlich willkommen! Dieser Kurs hilft Ihnen, Unterschiede zwischen Ihrer Ausbildung und dem "
            "deutschen Beruf <b>Kaufmann oder Kauffrau für Büromanagement</b> auszugleichen.</p>",
        ),
        ("heading", "So ist der Kurs aufgebaut"),
        (
            "paragraph",
            "<p>Der Kurs hat Module. Jedes Modul hat Einheiten. Eine Einheit ist ein Text oder eine Übung am "
            "Bildschirm. Sie entscheiden selbst, wann Sie lernen.</p>"
            "<ul><li>Lesen Sie einen Text bis zum Ende. Tippen Sie dann auf „Gelesen und erledigt“.</li>"
            "<li>Eine Übung speichert automatisch, wie weit Sie sind. Sie können jederzeit aufhören und später "
            "weitermachen, auch auf einem anderen Gerät.</li>"
            "<li>Auf Ihrer Startseite führt „Weiter“ genau an die Stelle, an der Sie aufgehört haben.</li></ul>",
        ),
        ("heading", "Was Sie am Ende bekommen"),
        (
            "paragraph",
            "<p>Wenn alle Pflicht-Einheiten erledigt sind, stellt die Plattform Ihre Teilnahmebescheinigung aus. "
            "Sie können sie bei der zuständigen Stelle vorlegen, zum Beispiel mit Ihrem Folgeantrag bei der IHK.</p>",
        ),
        (
            "important",
            "<p>Die Bescheinigung ist kein Anerkennungsbescheid. Über die Gleichwertigkeit entscheidet die "
            "zuständige Stelle. Heben Sie alle Unterlagen gut auf.</p>",
        ),
    ),
)

LETTER = UnitText(
    title="Der Geschäftsbrief nach DIN 5008",
    teaching_units=Decimal("3"),
    subject_goal="Sie können einen Geschäftsbrief richtig aufbauen.",
    language_goal="Sie können höflich um etwas bitten und an etwas erinnern.",
    body=(
        (
            "paragraph",
            "<p>In deutschen Büros sehen Briefe fast überall gleich aus. Das liegt an einer Norm: der DIN 5008. "
            "Wer sie kennt, findet jede Angabe sofort.</p>",
        ),
        ("heading", "Die Teile eines Geschäftsbriefs"),
        (
            "paragraph",
            "<ol><li><b>Briefkopf:</b> Name und Logo der Firma.</li>"
            "<li><b>Anschriftfeld:</b> Wer bekommt den Brief? Die Anschrift steht so, dass man sie im Fenster des "
            "Umschlags lesen kann.</li>"
            "<li><b>Informationsblock:</b> Ihr Zeichen, Ansprechperson, Telefon, Datum.</li>"
            "<li><b>Betreff:</b> Worum geht es? Der Betreff steht fett. Das Wort „Betreff“ schreibt man nicht.</li>"
            "<li><b>Anrede:</b> „Sehr geehrte Frau Novak,“ – nach dem Komma geht es klein weiter.</li>"
            "<li><b>Text:</b> kurze Absätze, dazwischen je eine Leerzeile.</li>"
            "<li><b>Gruß:</b> „Mit freundlichen Grüßen“ – ohne Komma.</li>"
            "<li><b>Anlagen:</b> Was liegt dem Brief bei?</li></ol>",
        ),
        ("heading", "Datum und Zahlen"),
        (
            "paragraph",
            "<p>Das Datum schreibt man 15. März 2026 oder 2026-03-15. Telefonnummern gliedert man nach Vorwahl und "
            "Anschluss: 0511 123456. Beträge haben zwei Stellen nach dem Komma: 1.250,00 €.</p>",
        ),
        ("heading", "Höflich schreiben"),
        (
            "paragraph",
            "<p>Ein Geschäftsbrief ist höflich und klar. Statt „Schicken Sie mir die Rechnung!“ schreiben Sie: "
            "„Bitte senden Sie uns die Rechnung bis zum 31. März 2026.“ Statt „Sie haben noch nicht bezahlt“: "
            "„Sicher ist Ihnen entgangen, dass unsere Rechnung noch offen ist.“</p>",
        ),
        (
            "important",
            "<p>Prüfen Sie vor dem Senden: Stimmt der Name? Stimmt das Datum? Liegt die Anlage bei? Ist der Betreff "
            "verständlich?</p>",
        ),
    ),
)

LETTER_EXERCISE = UnitText(
    title="Übung: Einen Geschäftsbrief prüfen",
    teaching_units=Decimal("4"),
    package="business_letter",
    subject_goal="Sie finden Fehler in einem Geschäftsbrief.",
)

SPREADSHEET = UnitText(
    title="Kalkulieren mit der Tabelle",
    teaching_units=Decimal("4"),
    subject_goal="Sie können einen Angebotspreis mit einer Tabelle berechnen.",
    language_goal="Sie verstehen Einkaufspreis, Rabatt, Skonto, Mehrwertsteuer.",
    body=(
        (
            "paragraph",
            "<p>Eine Tabelle rechnet für Sie, wenn Sie ihr sagen, <b>wie</b>. Wichtig ist: Schreiben Sie Zahlen "
            "immer nur einmal auf und verweisen Sie danach auf die Zelle.</p>",
        ),
        ("heading", "Vom Einkaufspreis zum Angebot"),
        (
            "paragraph",
            "<ol><li>Listenpreis: 480,00 €</li><li>minus 10 % Rabatt: 48,00 € → 432,00 €</li>"
            "<li>minus 2 % Skonto: 8,64 € → 423,36 €</li><li>plus Lieferkosten: 15,00 € → Einstandspreis 438,36 €</li>"
            "<li>plus 25 % Handlungskosten: 109,59 € → Selbstkosten 547,95 €</li></ol>",
        ),
        ("heading", "So rechnet die Tabelle"),
        (
            "paragraph",
            "<p>Steht der Listenpreis in B1 und der Rabatt (10 %) in B2, dann berechnet <b>=B1*(1-B2)</b> den Preis "
            "nach Rabatt. Ändert sich der Rabatt, ändern Sie nur B2. Alles andere rechnet sich neu.</p>",
        ),
        ("heading", "Was bedeutet …?"),
        (
            "paragraph",
            "<ul><li><b>Rabatt:</b> Preisnachlass, zum Beispiel für große Mengen.</li>"
            "<li><b>Skonto:</b> kleiner Nachlass, wenn man schnell zahlt.</li>"
            "<li><b>Einstandspreis:</b> was die Ware wirklich kostet, bis sie im Lager liegt.</li></ul>",
        ),
    ),
)

APPOINTMENTS = UnitText(
    title="Termine planen und abstimmen",
    teaching_units=Decimal("3"),
    subject_goal="Sie können Termine für mehrere Personen abstimmen.",
    language_goal="Sie können einen Termin vorschlagen, zusagen, absagen und verschieben.",
    body=(
        (
            "paragraph",
            "<p>Ein guter Termin hat fünf Angaben: Wer? Was? Wann? Wo? Wie lange? Fehlt eine, fragt jemand nach.</p>",
        ),
        ("heading", "Terminarten"),
        (
            "paragraph",
            "<p>Feste Termine kann man nicht verschieben, zum Beispiel eine Frist beim Finanzamt. Bewegliche Termine "
            "stimmt man ab. Planen Sie feste Termine zuerst und lassen Sie Pausen dazwischen.</p>",
        ),
        ("heading", "So schreiben Sie es"),
        (
            "paragraph",
            "<ul><li>Vorschlagen: „Passt Ihnen Dienstag, der 14. April, um 10 Uhr?“</li>"
            "<li>Zusagen: „Vielen Dank, der Termin passt mir gut.“</li>"
            "<li>Verschieben: „Leider ist etwas dazwischengekommen. Können wir den Termin auf Donnerstag legen?“</li>"
            "<li>Absagen: „Ich muss den Termin leider absagen und melde mich mit einem neuen Vorschlag.“</li></ul>",
        ),
        (
            "important",
            "<p>Gesetzliche Feiertage unterscheiden sich nach Bundesland. Prüfen Sie vor einer Einladung den "
            "Kalender, und denken Sie auch an Schulferien und religiöse Feste im Team.</p>",
        ),
    ),
)

FILING = UnitText(
    title="Post, Ablage und Aufbewahrung",
    teaching_units=Decimal("3"),
    subject_goal="Sie wissen, welche Unterlagen ein Betrieb wie lange aufheben muss.",
    language_goal="Sie verstehen Posteingang, Beleg, Aufbewahrungsfrist.",
    body=(
        (
            "paragraph",
            "<p>Im Büro kommen jeden Tag Briefe, E-Mails und Rechnungen an. Wer sie gut ordnet, findet sie in einer "
            "Minute wieder – auch nach fünf Jahren.</p>",
        ),
        ("heading", "Der Weg der Post"),
        (
            "paragraph",
            "<ol><li>Annehmen und öffnen – außer bei „persönlich“ oder „vertraulich“.</li>"
            "<li>Eingangsstempel mit Datum.</li><li>Prüfen: Sind alle Anlagen da?</li>"
            "<li>Verteilen an die richtige Stelle.</li><li>Ablegen, wenn die Sache erledigt ist.</li></ol>",
        ),
        ("heading", "Wie lange aufheben?"),
        (
            "paragraph",
            "<p>Für Geschäftsunterlagen gelten gesetzliche Fristen. Sie stehen im Handelsgesetzbuch und in der "
            "Abgabenordnung. Bücher und Abschlüsse hebt man länger auf als Briefe. Die Frist beginnt am Ende des "
            "Kalenderjahres. Fragen Sie im Zweifel immer nach, bevor Sie etwas vernichten.</p>",
        ),
        (
            "important",
            "<p>Unterlagen mit persönlichen Daten gehören nie in den Papierkorb. Sie kommen in den Aktenvernichter "
            "oder in die Datenschutztonne.</p>",
        ),
    ),
)

MINUTES = UnitText(
    title="Sitzungen vorbereiten und protokollieren",
    teaching_units=Decimal("3"),
    subject_goal="Sie können eine Sitzung vorbereiten und ein Ergebnisprotokoll schreiben.",
    language_goal="Sie können Ergebnisse in einem Satz zusammenfassen.",
    body=(
        (
            "paragraph",
            "<p>Eine Sitzung kostet alle Zeit. Eine gute Vorbereitung spart sie wieder ein.</p>",
        ),
        ("heading", "Vorher"),
        (
            "paragraph",
            "<ul><li>Einladung mit Tagesordnung (TOP 1, TOP 2 …)</li><li>Raum oder Link, Technik, Unterlagen</li>"
            "<li>Wer leitet? Wer schreibt das Protokoll?</li></ul>",
        ),
        ("heading", "Das Ergebnisprotokoll"),
        (
            "paragraph",
            "<p>Ein Ergebnisprotokoll hält nur fest, was entschieden wurde: Was? Wer? Bis wann? Beispiel: „TOP 2 – "
            "Frau Kaya holt bis zum 20. April drei Angebote für neue Drucker ein.“</p>",
        ),
        ("heading", "Nachher"),
        (
            "paragraph",
            "<p>Senden Sie das Protokoll innerhalb von drei Tagen an alle. So kann jede Person prüfen, ob sie richtig "
            "verstanden wurde.</p>",
        ),
    ),
)

COURSE = CourseText(
    slug="bueromanagement",
    title="Anpassungsqualifizierung Kaufleute für Büromanagement",
    number="A3-2026",
    offer_kind="adaptation_course",
    summary="Gleichen Sie Unterschiede aus Ihrem Bescheid aus: von zu Hause, neben dem Beruf, kostenfrei.",
    goals=(
        "<ul><li>Sie erstellen Geschäftsbriefe und Kalkulationen nach deutschem Standard.</li>"
        "<li>Sie organisieren Termine, Ablage und Sitzungen.</li>"
        "<li>Sie verstehen die Fachsprache im Büro auf dem Niveau B2.</li></ul>"
    ),
    target_group="Menschen mit einem kaufmännischen Abschluss aus dem Ausland, deren Bescheid eine teilweise "
    "Gleichwertigkeit feststellt oder die eine Beratung empfohlen hat.",
    prerequisites="Bescheid der IHK FOSA oder der IHK, oder eine Empfehlung Ihrer Beratungsstelle. Deutsch B1.",
    methods="Texte in einfacher Sprache, Übungen am Bildschirm mit Rückmeldung, Fragen an die Kursleitung.",
    assessment="Sie sehen nach jeder Übung, was richtig war. Es gibt keine Prüfung in diesem Kurs.",
    equipment="Smartphone, Tablet oder Computer mit Internet. Sie müssen nichts installieren.",
    certificate_text="Teilnahmebescheinigung, wenn alle Pflicht-Einheiten erledigt sind.",
    occupation_code="71402",
    cefr_entry="B1",
    cefr_goal="B2",
    modules=(
        ModuleText("M1 Informationsmanagement und -verarbeitung", (WELCOME, LETTER, LETTER_EXERCISE, SPREADSHEET)),
        ModuleText("M2 Bürowirtschaftliche Abläufe", (APPOINTMENTS, FILING, MINUTES)),
    ),
)
