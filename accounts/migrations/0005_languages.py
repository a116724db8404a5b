"""The languages that counselling centres most often offer; the administration adds others."""

from django.db import migrations

# code (BCP 47), name in German, name in the language itself, written from right to left
LANGUAGES = [
    ("ar", "Arabisch", "العربية", True),
    ("bg", "Bulgarisch", "Български", False),
    ("bs", "Bosnisch", "Bosanski", False),
    ("ckb", "Kurdisch (Sorani)", "کوردیی ناوەندی", True),
    ("de", "Deutsch", "Deutsch", False),
    ("el", "Griechisch", "Ελληνικά", False),
    ("en", "Englisch", "English", False),
    ("es", "Spanisch", "Español", False),
    ("fa", "Persisch", "فارسی", True),
    ("fil", "Filipino", "Filipino", False),
    ("fr", "Französisch", "Français", False),
    ("hi", "Hindi", "हिन्दी", False),
    ("hr", "Kroatisch", "Hrvatski", False),
    ("it", "Italienisch", "Italiano", False),
    ("kmr", "Kurdisch (Kurmandschi)", "Kurmancî", False),
    ("pl", "Polnisch", "Polski", False),
    ("prs", "Dari", "دری", True),
    ("ps", "Paschtu", "پښتو", True),
    ("pt", "Portugiesisch", "Português", False),
    ("ro", "Rumänisch", "Română", False),
    ("ru", "Russisch", "Русский", False),
    ("so", "Somali", "Soomaali", False),
    ("sq", "Albanisch", "Shqip", False),
    ("sr", "Serbisch", "Srpski", False),
    ("ti", "Tigrinya", "ትግርኛ", False),
    ("tr", "Türkisch", "Türkçe", False),
    ("uk", "Ukrainisch", "Українська", False),
    ("ur", "Urdu", "اردو", True),
    ("vi", "Vietnamesisch", "Tiếng Việt", False),
]


def add(apps, schema_editor):
    language = apps.get_model("accounts", "Language")
    for code, name_de, own_name, is_rtl in LANGUAGES:
        language.objects.get_or_create(
            code=code,
            defaults={"name_de": name_de, "own_name": own_name, "is_rtl": is_rtl},
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_regions_and_centres")]

    # Going back keeps the rows: centres may refer to them, and the next step back drops the table.
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
