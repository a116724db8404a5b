from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scorm", "0010_sign_in_of_a_launch")]

    operations = [
        migrations.AlterField(
            model_name="package",
            name="hides_menu",
            field=models.BooleanField(
                default=False,
                help_text=(
                    "Für Pakete mit mehreren Teilen, die eine eigene Übersicht haben. Die Wege zum vorigen und "
                    "nächsten bleiben."
                ),
                verbose_name="Ohne Inhaltsverzeichnis",
            ),
        ),
    ]
