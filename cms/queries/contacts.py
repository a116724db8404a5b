"""Whom visitors can write to or call when nothing here fits: the offices of the networks, else who runs the site."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import Network
from cms.models import LegalPage, address
from cms.queries.menus import HOME_CHILD_DEPTH


@dataclass(frozen=True, slots=True)
class Contacts:
    """Ways to a person; empty only where nobody has entered any."""

    networks: tuple[Network, ...] = ()  # each with e-mail or telephone
    imprint: str = ""  # address of the platform's imprint, which names both (§ 5 DDG); only where no network does

    def __bool__(self) -> bool:
        return bool(self.networks or self.imprint)


def reachable_networks() -> QuerySet[Network]:
    """Return the networks that the public can reach, by name."""
    return Network.objects.filter(archived_at=None).exclude(Q(email="") & Q(phone="")).order_by("name")


def contacts(*, codes: Collection[str] = (), regions: Collection[str] = ()) -> Contacts:
    """
    Return whom to ask: the networks with these codes or with providers in these regions, else all of them.

    One statement, as a rule.
    """
    networks = list(reachable_networks())
    if codes or regions:
        near = Q(code__in=codes) | Q(providers__region__public_id__in=regions, providers__archived_at=None)
        chosen = set(Network.objects.filter(near).values_list("pk", flat=True))
        networks = [network for network in networks if network.pk in chosen] or networks
    return Contacts(tuple(networks), "" if networks else _imprint())


def _imprint() -> str:
    own = LegalPage.objects.filter(kind=LegalPage.Kind.IMPRINT, live=True, depth=HOME_CHILD_DEPTH)
    found = own.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    return address(found.url_path) if found else ""
