# messages: back office
"""What is different between two versions of a package, as an editor wants to know it before people move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from scorm.models import PackageVersion, Sco, ScoKind


class Kind(StrEnum):
    """What can be different."""

    EDITION = "edition"
    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    LAUNCH = "launch"
    PASSING = "passing"
    MOVED = "moved"


LABELS: Final[dict[Kind, StrOrPromise]] = {
    Kind.EDITION: _("Standard gewechselt"),
    Kind.ADDED: _("neu"),
    Kind.REMOVED: _("entfallen"),
    Kind.RENAMED: _("umbenannt"),
    Kind.LAUNCH: _("andere Startdatei"),
    Kind.PASSING: _("andere Bestehensgrenze"),
    Kind.MOVED: _("an anderer Stelle"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `before` and `after` are as the manifests write them, empty where there is nothing to tell."""

    kind: Kind
    title: str  # of the item; empty for the package as a whole
    before: str = ""
    after: str = ""

    @property
    def label(self) -> StrOrPromise:
        return LABELS[self.kind]


def changes(old: PackageVersion, new: PackageVersion) -> list[Change]:
    """Return what is different in structure, in the order of the new version. Two statements."""
    before, after = (list(version.scos.select_related("parent")) for version in (old, new))
    found = []
    if old.standard != new.standard:
        found.append(Change(Kind.EDITION, "", old.get_standard_display(), new.get_standard_display()))
    pairs = _pairs(before, after)
    known = {sco.pk for sco in pairs.values()}
    for sco in after:
        if sco.pk not in pairs:
            found.append(Change(Kind.ADDED, _name(sco)))
        else:
            found += _between(pairs[sco.pk], sco)
    found += [Change(Kind.REMOVED, _name(sco)) for sco in before if sco.pk not in known]
    return found + _moved(pairs, before, after)


def _pairs(before: Sequence[Sco], after: Sequence[Sco]) -> dict[int, Sco]:
    """Return the old item of each new one that has one: by identifier, and where both have just one, that one."""
    by_identifier = {sco.identifier: sco for sco in before}
    pairs = {sco.pk: by_identifier[sco.identifier] for sco in after if sco.identifier in by_identifier}
    alone = [[sco for sco in side if sco.kind != ScoKind.CLUSTER] for side in (before, after)]
    if all(len(side) == 1 for side in alone):
        pairs.setdefault(alone[1][0].pk, alone[0][0])  # authoring tools write new identifiers at each export
    return pairs


def _between(old: Sco, new: Sco) -> list[Change]:
    found = []
    if old.title != new.title:
        found.append(Change(Kind.RENAMED, _name(new), old.title, new.title))
    if old.href != new.href:
        found.append(Change(Kind.LAUNCH, _name(new), old.href, new.href))
    if _passing(old) != _passing(new):
        found.append(Change(Kind.PASSING, _name(new), _passing(old), _passing(new)))
    return found


def _moved(pairs: dict[int, Sco], before: Sequence[Sco], after: Sequence[Sco]) -> list[Change]:
    """Return the items that stand elsewhere among those that stayed, or below another group."""
    stayed = [sco for sco in after if sco.pk in pairs]
    ranks = {old.pk: rank for rank, old in enumerate(old for old in before if old in list(pairs.values()))}
    found = []
    for rank, sco in enumerate(stayed):
        old = pairs[sco.pk]
        above = [each.parent.identifier if each.parent else "" for each in (old, sco)]
        if ranks[old.pk] != rank or above[0] != above[1]:
            found.append(Change(Kind.MOVED, _name(sco)))
    return found


def _name(sco: Sco) -> str:
    return sco.title or sco.identifier


def _passing(sco: Sco) -> str:
    """Return what the manifest says about passing and completing, as it writes it."""
    values = (sco.mastery_score, sco.scaled_passing_score, sco.completion_threshold)
    return " / ".join(f"{value.normalize():f}" for value in values if value is not None)
