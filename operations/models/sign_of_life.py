from django.db import models


class SignOfLife(models.Model):
    """The last time something that has to happen again and again did happen."""

    class Name(models.TextChoices):
        TICK = "tick", "Takt"  # beat rang, a worker answered
        BACKUP = "backup", "Sicherung"  # `manage.py note_backup`, called by whoever takes it

    name = models.CharField(max_length=20, choices=Name, unique=True)
    at = models.DateTimeField()
    # The clock of the machine that gave the sign, minus the database's; milliseconds.
    clock_ahead_ms = models.IntegerField(default=0)

    class DataCard:
        purpose = "Shows the operator that beat, workers and backups are at work."
        personal: dict[str, str] = {}
        retention = "one row each, overwritten every time"
        platform = "Tells about machines of the platform."

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"
