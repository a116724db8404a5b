"""What the finder answers: centres that fit, else the nearest thing to them. Nobody is sent away with nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import CounsellingCentre, Language, Network
from accounts.queries import centres
from cms.queries.contacts import reachable_networks

MOST_ELSEWHERE = 5


@dataclass(frozen=True, slots=True)
class CentreShown:
    """A centre with what a list shows of it."""

    centre: CounsellingCentre
    languages: tuple[Language, ...]  # the reader's own first
    modes: tuple[str, ...]

    @property
    def speaks_readers_language(self) -> bool:
        return bool(self.languages) and getattr(self.languages[0], "is_readers", False)


@dataclass(frozen=True, slots=True)
class Found:
    """
    The answer to a question.

    `fitting` centres serve the postcode and meet the wishes. Without such, `serving` ones serve it in other languages
    or ways. `elsewhere` advises by phone or video as wished. Where nobody serves the postcode: `nearest`, `contacts`.
    """

    fitting: tuple[CentreShown, ...] = ()
    serving: tuple[CentreShown, ...] = ()
    elsewhere: tuple[CentreShown, ...] = ()
    nearest: tuple[CentreShown, ...] = ()
    contacts: tuple[Network, ...] = ()


def offered_languages() -> list[Language]:
    """Return the languages that at least one public centre advises in."""
    public = CounsellingCentre.objects.public()
    return list(Language.objects.filter(centres__in=public).distinct().order_by("name_de"))


def find(*, postcode: str, language: str, mode: str, reader: str) -> Found:
    """
    Return the answer for a postcode ("" for everywhere), a language code and a mode, both may be empty.

    `reader` is the language of the interface: centres say first that they speak it.
    """
    everybody = _own_language_first(centres.public_centres(), reader)
    if not postcode:
        fitting = _fitting(everybody, language, mode)
        return Found(
            fitting=_shown(fitting, reader), contacts=() if fitting else tuple(_contacts(everybody, postcode=""))
        )
    serving = list(centres.for_postcode(postcode))
    if fitting := _fitting(serving, language, mode):
        return Found(fitting=_shown(fitting, reader))
    elsewhere = _at_a_distance(_fitting(everybody, language, mode), serving)
    nearest = [] if serving else centres.nearest(postcode, among=_fitting(everybody, language, mode) or everybody)
    return Found(
        serving=_shown(serving, reader),
        elsewhere=_shown([centre for centre in elsewhere if centre not in nearest][:MOST_ELSEWHERE], reader),
        nearest=_shown(nearest[:MOST_ELSEWHERE], reader),
        contacts=tuple(_contacts(nearest or everybody, postcode=postcode)) if not serving else (),
    )


def _own_language_first(among: Iterable[CounsellingCentre], reader: str) -> list[CounsellingCentre]:
    """Return those first that speak the reader's language, unless all do: every centre speaks German."""
    if reader == "de":
        return list(among)
    return sorted(among, key=lambda centre: all(spoken.code != reader for spoken in centre.languages.all()))


def shown(centre: CounsellingCentre, *, reader: str) -> CentreShown:
    """Return one centre as its page shows it."""
    return _shown([centre], reader)[0]


def _fitting(among: Iterable[CounsellingCentre], language: str, mode: str) -> list[CounsellingCentre]:
    return [
        centre
        for centre in among
        if (not language or any(spoken.code == language for spoken in centre.languages.all()))
        and (not mode or mode in centre.modes)
    ]


def _at_a_distance(among: Iterable[CounsellingCentre], but: list[CounsellingCentre]) -> list[CounsellingCentre]:
    return [centre for centre in among if centre not in but and (centre.is_by_phone or centre.is_by_video)]


def _shown(among: Iterable[CounsellingCentre], reader: str) -> tuple[CentreShown, ...]:
    found = []
    for centre in among:
        spoken = sorted(centre.languages.all(), key=lambda language: (language.code != reader, language.name_de))
        for language in spoken:
            language.is_readers = language.code == reader  # type: ignore[attr-defined]
        modes = tuple(str(mode.label) for mode in centre.modes)
        found.append(CentreShown(centre, tuple(spoken), modes))
    return tuple(found)


def _contacts(near: Iterable[CounsellingCentre], *, postcode: str) -> list[Network]:
    """Return whom to ask instead: the networks of what is near, else all that can be reached."""
    reachable = reachable_networks()
    if postcode:
        own = list(reachable.filter(pk__in={centre.provider.network_id for centre in near}))
        if own:
            return own
    return list(reachable)
