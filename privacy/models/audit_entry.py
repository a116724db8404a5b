from django.db import models


class AuditEntry(models.Model):
    """One act of a person on rights, states, results or content; written with the act, never changed."""

    at = models.DateTimeField(db_index=True)
    action = models.CharField(max_length=80)  # "<app>.<past participle>", such as lms.enrolled
    actor = models.CharField(max_length=12, blank=True)  # public id of the person; empty: the platform itself
    provider = models.CharField(max_length=12, blank=True)  # public id of the provider whose data it is
    subject_type = models.CharField(max_length=80)  # "<app>.<Model>"
    subject = models.CharField(max_length=36, blank=True)  # public id
    details = models.JSONField(default=dict)
    # Leads to the lines of the log, as long as they are kept. Null, not empty: SQLite would build the table anew for
    # a default, and lose the trigger that refuses changes.
    request_number = models.CharField(max_length=64, null=True, blank=True)

    class DataCard:
        purpose = "Shows who did what to whose rights, states, results or content."
        personal = {"actor": "who acted, as a public id", "subject": "may be a person, as a public id"}
        retention = "five years; ids only, so that erasing a person needs no change here"
        platform = "Refers by text and outlives what it tells of; `provider` says whose data it was."

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject"], name="audit_of_subject"),
            models.Index(fields=["provider", "-at"], name="audit_of_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
