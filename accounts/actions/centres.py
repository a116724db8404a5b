"""Counselling centres open, change, close and open again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts import queries
from accounts.actions.changing import MayNotChange
from accounts.models import CounsellingCentre, Language, PostcodeArea, Provider, User
from accounts.queries.centres import MODE_FIELDS
from privacy import audit

CHANGEABLE = frozenset(
    {"name", "street", "postcode", "city", "phone", "email", "website", "opening_hours", "note", *MODE_FIELDS.values()}
)


@transaction.atomic
def found_centre(
    *,
    provider: Provider,
    name: str,
    street: str,
    postcode: str,
    city: str,
    phone: str = "",
    email: str = "",
    website: str = "",
    opening_hours: str = "",
    note: str = "",
    modes: Collection[str] = (CounsellingCentre.Mode.ON_SITE,),
    languages: Collection[Language] = (),
    postcode_areas: Collection[str] = (),
    by: User | None,
    at: datetime,
) -> CounsellingCentre:
    """
    Open a counselling centre of the provider; `by=None` is the platform itself, at set-up.

    `modes` are values of CounsellingCentre.Mode, `postcode_areas` beginnings of postcodes such as "30" or "2670".
    Needs a phone number or an e-mail address. Raises MayNotChange.
    """
    _require(by, provider)
    centre = CounsellingCentre.objects.create(
        provider=provider,
        name=name,
        street=street,
        postcode=postcode,
        city=city,
        phone=phone,
        email=email,
        website=website,
        opening_hours=opening_hours,
        note=note,
        **_mode_columns(modes),
    )
    centre.languages.set(languages)
    PostcodeArea.objects.bulk_create(PostcodeArea(centre=centre, prefix=one) for one in sorted(set(postcode_areas)))
    audit.record("accounts.centre_founded", subject=centre, by=by, at=at, provider=provider)
    return centre


@transaction.atomic
def change_centre(
    *,
    centre: CounsellingCentre,
    values: Mapping[str, Any],
    languages: Collection[Language],
    postcode_areas: Collection[str],
    modes: Collection[str],
    by: User,
    at: datetime,
) -> None:
    """Change a centre's details, languages and areas; the trail tells which. Raises MayNotChange."""
    current = CounsellingCentre.objects.select_for_update(of=("self",)).select_related("provider").get(pk=centre.pk)
    _require(by, current.provider)
    wanted = {**values, **_mode_columns(modes)}
    if unknown := set(wanted) - CHANGEABLE:
        raise KeyError(", ".join(sorted(unknown)))
    changed = [name for name, value in wanted.items() if getattr(current, name) != value]
    for name in changed:
        setattr(current, name, wanted[name])
    if changed:
        current.save(update_fields=changed)
    if {one.pk for one in languages} != set(current.languages.values_list("pk", flat=True)):
        current.languages.set(languages)
        changed.append("languages")
    kept, asked = set(current.areas.values_list("prefix", flat=True)), set(postcode_areas)
    if kept != asked:
        current.areas.filter(prefix__in=kept - asked).delete()
        PostcodeArea.objects.bulk_create(PostcodeArea(centre=current, prefix=one) for one in sorted(asked - kept))
        changed.append("areas")
    if changed:
        _record("changed", current, by=by, at=at, details={"fields": changed})


@transaction.atomic
def archive_centre(*, centre: CounsellingCentre, by: User, at: datetime) -> None:
    """Close a centre: visitors find it no more. Raises MayNotChange."""
    current = CounsellingCentre.objects.select_for_update(of=("self",)).select_related("provider").get(pk=centre.pk)
    _require(by, current.provider)
    if current.archived_at is None:
        current.archived_at = at
        current.save(update_fields=["archived_at"])
        _record("archived", current, by=by, at=at)


@transaction.atomic
def bring_centre_back(*, centre: CounsellingCentre, by: User, at: datetime) -> None:
    """Open a closed centre again. Raises MayNotChange."""
    current = CounsellingCentre.objects.select_for_update(of=("self",)).select_related("provider").get(pk=centre.pk)
    _require(by, current.provider)
    if current.archived_at is not None:
        current.archived_at = None
        current.save(update_fields=["archived_at"])
        _record("brought_back", current, by=by, at=at)


def _mode_columns(modes: Collection[str]) -> dict[str, bool]:
    known = {CounsellingCentre.Mode(mode) for mode in modes}
    return {column: mode in known for mode, column in MODE_FIELDS.items()}


def _require(by: User | None, provider: Provider) -> None:
    if by is not None and not queries.editable_providers(by).filter(pk=provider.pk).exists():
        raise MayNotChange


def _record(what: str, centre: CounsellingCentre, *, by: User, at: datetime, **details: Any) -> None:
    audit.record(f"accounts.centre_{what}", subject=centre, by=by, at=at, provider=centre.provider, **details)
