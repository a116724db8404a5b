from cms.queries.cards import cards, hours, state_badge
from cms.queries.catalogue import (
    CataloguePart,
    catalogue_part,
    list_address,
    month_address,
    month_part,
    occupation_choices,
)
from cms.queries.courses import (
    PublicRun,
    leading,
    own_enrolment,
    public_runs,
    runs_to_show,
    with_dates,
)

__all__ = [
    "CataloguePart",
    "PublicRun",
    "cards",
    "catalogue_part",
    "hours",
    "leading",
    "list_address",
    "month_address",
    "month_part",
    "occupation_choices",
    "own_enrolment",
    "public_runs",
    "runs_to_show",
    "state_badge",
    "with_dates",
]
