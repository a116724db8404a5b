"""The reference occupations of the source documents, and the languages of content beside German."""

from django.db import migrations

# key, German, English, regulated, note, competent body, language, compensation, ISCO-08, KldB 2010, DQR
OCCUPATIONS = [
    (
        "pflege",
        "Pflegefachfrau / Pflegefachmann",
        "Nurse",
        True,
        "",
        "Niedersächsisches Landesamt für Soziales, Jugend und Familie, Lüneburg",
        "B2",
        "Anpassungslehrgang mit Abschlussgespräch oder Kenntnisprüfung",
        "2221",
        "81302",
        "4",
    ),
    (
        "medizin",
        "Ärztin / Arzt",
        "Physician",
        True,
        "",
        "Niedersächsischer Zweckverband zur Approbationserteilung (NiZzA)",
        "Fachsprachprüfung C1",
        "Kenntnisprüfung; Berufserlaubnis für höchstens zwei Jahre",
        "2211/2212",
        "81404",
        "7",
    ),
    (
        "physiotherapie",
        "Physiotherapeut*in",
        "Physiotherapist",
        True,
        "",
        "Niedersächsisches Landesamt für Soziales, Jugend und Familie, Lüneburg",
        "B2",
        "Anpassungslehrgang oder Kenntnisprüfung",
        "2264",
        "81713",
        "4",
    ),
    (
        "elektronik",
        "Elektroniker*in für Energie- und Gebäudetechnik (Handwerk)",
        "Electronics technician for energy and building systems",
        False,
        "Angestellt nicht reglementiert; selbstständig: Eintrag in die Handwerksrolle",
        "Handwerkskammer",
        "gesetzlich nicht geregelt; im Alltag B1",
        "Anpassungsqualifizierung, danach Folgeantrag",
        "7411",
        "26212",
        "4",
    ),
    (
        "ingenieurwesen",
        "Ingenieur*in",
        "Engineer",
        True,
        "Die Berufsbezeichnung ist geschützt (NIngG), die Tätigkeit nicht",
        "Ingenieurkammer Niedersachsen",
        "üblich B2 bis C1",
        "Brückenmaßnahme; Ausgleichsmaßnahme oder Eignungsprüfung möglich",
        "2142/2144/2151",
        "31104/25104/26304",
        "6–7",
    ),
    (
        "bueromanagement",
        "Kaufleute für Büromanagement",
        "Office management clerk",
        False,
        "",
        "IHK Hannover, IHK Braunschweig; sonst IHK FOSA",
        "gesetzlich nicht geregelt; B2 hilft",
        "Anpassungsqualifizierung, danach Folgeantrag",
        "4110",
        "71402",
        "4",
    ),
    (
        "lehramt",
        "Lehrkraft",
        "Teacher",
        True,
        "Nach Landesrecht reglementiert",
        "Regionales Landesamt für Schule und Bildung Lüneburg; Drittstaaten: Niedersächsisches Kultusministerium",
        "C1 bis C2",
        "Anpassungslehrgang oder Eignungsprüfung",
        "2330/2341/2320",
        "84124/84114",
        "7",
    ),
    (
        "architektur",
        "Architekt*in",
        "Architect",
        True,
        "Die Berufsbezeichnung ist geschützt",
        "Architektenkammer Niedersachsen (Eintragungsausschuss)",
        "üblich B2 bis C1",
        "Ausgleichsmaßnahme und zwei Jahre Praxis, dann Eintragung",
        "2161",
        "31114",
        "6–7",
    ),
]
FIELDS = (
    "title_de title_en is_regulated regulation_note competent_body language_requirement compensation_path isco kldb dqr"
).split()
LANGUAGES = ["en", "ar"]


def fill(apps, schema_editor):
    occupation = apps.get_model("courses", "Occupation")
    for key, *values in OCCUPATIONS:
        occupation.objects.update_or_create(key=key, defaults=dict(zip(FIELDS, values, strict=True)))
    for code in LANGUAGES:
        apps.get_model("wagtailcore", "Locale").objects.get_or_create(language_code=code)


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_courses_and_runs")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
