from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scorm", "0009_signed_out")]

    operations = [
        migrations.AddField(
            model_name="launch",
            name="sign_in",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
    ]
