"""
What is counted while it happens, by prometheus_client: summed over the processes of one machine (LB_METRICS_DIR).

What stands in the database anyway is not counted here but read when somebody asks (operations.gauges).
"""

from __future__ import annotations

from django.conf import settings
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

from operations import process_slots

if settings.METRICS_DIR:  # before the first counter is made: it decides where all of them keep their values
    values.ValueClass = values.MultiProcessValue(process_slots.identifier)  # type: ignore[no-untyped-call]

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# The views that take commits of SCORM packages, and what their answers mean (docs/scorm-commits.md).
COMMIT_VIEWS = frozenset({"scorm_commit", "lms:scorm_replay"})

REQUESTS = Counter("lernbruecke_requests", "Requests by view, method and status.", ["view", "method", "status"])
SECONDS = Histogram(
    "lernbruecke_request_seconds",
    "How long requests took, by view.",
    ["view"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
COMMITS = Counter("lernbruecke_commits", "Commits of SCORM packages by answer.", ["answer"])
FAILED_LOGINS = Counter("lernbruecke_logins_failed", "Sign-ins with a wrong name or password.")


def count_request(*, view: str, method: str, status: int, seconds: float) -> None:
    """Count one request. `view` is a URL name, so the number of series has an end; so have methods."""
    REQUESTS.labels(view, method if method in METHODS else "other", str(status)).inc()
    SECONDS.labels(view).observe(seconds)
    if view in COMMIT_VIEWS:
        COMMITS.labels(_commit_answer(status)).inc()


def _commit_answer(status: int) -> str:
    """Return what docs/scorm-commits.md makes of the status."""
    if status < 300:
        return "taken"
    if status == 409:
        return "superseded"
    return "refused" if status < 500 else "failed"


def exposition() -> bytes:
    """Return everything counted so far as Prometheus text, of all processes where they share a folder."""
    if settings.METRICS_DIR:
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=settings.METRICS_DIR)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(REGISTRY)
