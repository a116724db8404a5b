from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scorm", "0006_call_logs")]

    operations = [
        migrations.AddField(
            model_name="sco",
            name="waits_for_word",
            field=models.BooleanField(default=False),
        ),
    ]
