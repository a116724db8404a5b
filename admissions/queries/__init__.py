from admissions.queries.places import (
    free_places,
    free_places_by_key,
    free_places_by_run,
    full_runs,
    live_place,
    occupied_places,
)

__all__ = [
    "free_places",
    "free_places_by_key",
    "free_places_by_run",
    "full_runs",
    "live_place",
    "occupied_places",
]
