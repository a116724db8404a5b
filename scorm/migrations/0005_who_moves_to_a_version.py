from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scorm", "0004_registrations_by_context")]

    operations = [
        migrations.AddField("packageversion", "movers", models.CharField(blank=True, max_length=20)),
        migrations.AddField("packageversion", "movers_decided_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "packageversion",
            models.CheckConstraint(
                condition=models.Q(movers="", movers_decided_at=None)
                | (~models.Q(movers="") & models.Q(movers_decided_at__isnull=False)),
                name="decision_on_movers_has_its_moment",
            ),
        ),
    ]
