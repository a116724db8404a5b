# messages: back office – read by the coordination of a network
"""
What a network reads of its providers' trainings: how many, never who (`visibility.TABLE`, column of the network).

Everything is a sum of full fives over whole trainings, as in `statistics`, and of answers as in `evaluation`; so the
network computes no smaller group from it, nor with the pages of one of its providers.
"""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Membership, Network, Provider, User
from accounts.roles import Permission, roles_with
from diversity_training.booking import AFTER_DELIVERY, WITH_RUN
from diversity_training.models import TrainingRequest
from diversity_training.queries import evaluation
from diversity_training.queries.evaluation import Filters
from diversity_training.queries.statistics import Statistics, statistics
from diversity_training.visibility import Datum, Rule, Viewer, rule
from surveys.pictures import Picture, picture
from surveys.queries.results import Report

_COUNTED = (Datum.SEATS, Datum.ATTENDED)
_COMING = [state for state in WITH_RUN if state not in AFTER_DELIVERY]


@dataclass(frozen=True, slots=True)
class NetworkFigures:
    """All that one person reads of the networks they coordinate."""

    networks: tuple[str, ...]  # by name
    statistics: Statistics | None  # None: the table says no
    coming: int  # trainings that have dates and are not over
    report: Report | None
    picture: Picture | None


def figures_of(user: User, *, language: str) -> NetworkFigures | None:
    """Return the figures of the networks that the user coordinates and those below them; None for everybody else."""
    held = Membership.objects.active().filter(user=user, role__in=roles_with(Permission.SEE_NETWORK_FIGURES))
    roots = set(held.exclude(network=None).values_list("network_id", flat=True))
    if not roots:
        return None
    below = _with_those_below(roots)
    providers = set(Provider.objects.filter(network__in=below).values_list("pk", flat=True))
    may_count = all(rule(datum, Viewer.NETWORK) is Rule.COUNT for datum in _COUNTED)
    found = None
    if rule(Datum.SURVEY, Viewer.NETWORK) is Rule.GROUPS:
        asked = evaluation.asked_runs(providers)
        found = evaluation.in_full_fives(evaluation.report_of(asked, Filters(), language=language))
    return NetworkFigures(
        networks=tuple(Network.objects.filter(pk__in=roots).order_by("name").values_list("name", flat=True)),
        statistics=statistics(providers, by_provider=True) if may_count else None,
        coming=TrainingRequest.objects.filter(provider__in=providers, state__in=_COMING).count(),
        report=found,
        picture=picture(found) if found is not None else None,
    )


def _with_those_below(roots: set[int]) -> set[int]:
    parents = dict(Network.objects.filter(parent__isnull=False).values_list("pk", "parent_id"))
    found, before = set(roots), 0
    while before != len(found):
        before = len(found)
        found |= {key for key, parent in parents.items() if parent in found}
    return found
