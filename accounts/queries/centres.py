"""Finding a counselling centre by postcode, language and way of advising."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import IntegerField, Max, Q, QuerySet
from django.db.models.functions import Length

from accounts.models import CounsellingCentre

MODE_FIELDS = {
    CounsellingCentre.Mode.ON_SITE: "is_on_site",
    CounsellingCentre.Mode.PHONE: "is_by_phone",
    CounsellingCentre.Mode.VIDEO: "is_by_video",
}


def prefixes(postcode: str) -> list[str]:
    """Return all beginnings of a postcode, longest first: "30159" gives 30159, 3015, 301, 30, 3."""
    return [postcode[:length] for length in range(len(postcode), 0, -1)]


def public_centres() -> QuerySet[CounsellingCentre]:
    """Return the centres that visitors find, with what a list shows."""
    return (
        CounsellingCentre.objects.public()
        .select_related("provider__network")
        .prefetch_related("languages")
        .order_by("city", "name", "pk")
    )


def for_postcode(postcode: str) -> QuerySet[CounsellingCentre]:
    """Return the centres that serve this postcode, the most exact area first; `match_length` says how exact."""
    matching = Q(areas__prefix__in=prefixes(postcode))
    return (
        public_centres()
        .filter(matching)
        .annotate(match_length=Max(Length("areas__prefix"), filter=matching, output_field=IntegerField()))
        .order_by("-match_length", "city", "name", "pk")
    )


def speaking(
    centres: QuerySet[CounsellingCentre], *, language: str = "", mode: str = ""
) -> QuerySet[CounsellingCentre]:
    """Narrow to those that advise in this language (code) and in this way; empty values narrow nothing."""
    if language:
        centres = centres.filter(languages__code=language)
    if mode:
        centres = centres.filter(**{MODE_FIELDS[CounsellingCentre.Mode(mode)]: True})
    return centres


def nearest(postcode: str, *, among: Collection[CounsellingCentre]) -> list[CounsellingCentre]:
    """
    Return those of `among` whose own postcode shares the longest beginning with this one; none if not even a digit.

    German postcodes lie in zones: the first digit is a part of the country, the second a region in it.
    """

    def shared(centre: CounsellingCentre) -> int:
        length = 0
        while length < 5 and centre.postcode[length] == postcode[length]:
            length += 1
        return length

    longest = max((shared(centre) for centre in among), default=0)
    return [centre for centre in among if shared(centre) == longest] if longest else []
