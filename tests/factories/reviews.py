"""Providers that want four eyes."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Provider, User
from reviews.actions import wanting
from tests.factories.accounts_staff import make_staff


def strict(provider: Provider, at: datetime) -> tuple[User, User]:
    """Let the provider want a review; return a trainer who hands in and a coordinator who decides."""
    trainer = make_staff("trainer", provider, full_name="Dana Dozentin")
    reviewer = make_staff("coordinator", provider, full_name="Kim Koordination")
    admin = make_staff("provider_admin", provider, full_name="Ada Verwaltung")
    wanting.want_review(provider=provider, by=admin, at=at)
    return trainer, reviewer
