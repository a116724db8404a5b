from accounts.queries.funding import funding_period, funding_statement
from accounts.queries.people import (
    editable_providers,
    employer_ids,
    has_come,
    managed_memberships,
    owner_of_address,
    provider_ids,
    providers_for,
    staff_with,
)

__all__ = [
    "editable_providers",
    "employer_ids",
    "funding_period",
    "funding_statement",
    "has_come",
    "managed_memberships",
    "owner_of_address",
    "provider_ids",
    "providers_for",
    "staff_with",
]
