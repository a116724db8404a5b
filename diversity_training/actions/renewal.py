"""HR chooses after how many years trainings are repeated."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Employer, User
from diversity_training.models import RenewalInterval
from privacy import audit


@transaction.atomic
def choose_interval(*, employer: Employer, years: int, by: User, at: datetime) -> RenewalInterval:
    """Set the interval of the employer, in years (RenewalInterval.SHORTEST to LONGEST)."""
    chosen, _created = RenewalInterval.objects.update_or_create(
        employer=employer, defaults={"years": years, "changed_by": by, "changed_at": at}
    )
    audit.record("diversity_training.renewal_chosen", subject=chosen, by=by, at=at, details={"years": years})
    return chosen
