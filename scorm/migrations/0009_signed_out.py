from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scorm", "0008_refused_commits")]

    operations = [
        migrations.AlterField(
            model_name="launch",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("superseded", "an anderer Stelle geöffnet"),
                    ("timeout", "lange nichts gehört"),
                    ("forced", "beendet"),
                    ("signed_out", "abgemeldet"),
                ],
                max_length=12,
            ),
        ),
    ]
