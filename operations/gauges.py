"""Numbers that stand in the database, as Prometheus text: read when somebody asks, the same from every process."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import DatabaseError
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from operations import queries


class _Tables:
    """A collector in the sense of prometheus_client."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterable[Metric]:
        is_up = GaugeMetricFamily("lernbruecke_database_up", "1 if the database answered these questions.")
        try:
            found = list(self._counted())
        except DatabaseError:
            is_up.add_metric([], 0)
            return [is_up]
        is_up.add_metric([], 1)
        return [is_up, *found]

    def _counted(self) -> Iterable[Metric]:
        queue = queries.queue(self.at)
        jobs = {"queued": queue.queued, "running": queue.running, "failed": queue.failed, "lost": queue.lost}
        yield _by_state("lernbruecke_jobs", "Jobs that are not done, by state.", jobs)
        oldest = GaugeMetricFamily("lernbruecke_jobs_oldest_seconds", "How long the oldest due job has been waiting.")
        oldest.add_metric([], queue.oldest_seconds)
        yield oldest
        yield _by_state("lernbruecke_letters", "Letters of the last 90 days by state.", queries.letters_by_state())
        yield _by_state("lernbruecke_certificates", "Certificates by state.", queries.certificates_by_state())


def _by_state(name: str, text: str, counted: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=["state"])
    for state, number in counted.items():
        family.add_metric([state], number)
    return family


def exposition(at: datetime) -> bytes:
    """Return the gauges as Prometheus text; a database that is away is a gauge as well, not an error."""
    registry = CollectorRegistry()
    registry.register(_Tables(at))  # type: ignore[arg-type]
    return generate_latest(registry)
