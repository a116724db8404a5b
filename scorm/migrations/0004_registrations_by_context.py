from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scorm", "0003_attempts_and_switches")]

    operations = [
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["context_key"], name="registrations_by_context"),
        ),
    ]
