"""Why an offer fits what somebody looks for, in a few words."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from courses.models import Course, Run
from courses.search.bidi import isolated
from courses.search.criteria import Search, Start
from courses.search.matching import Find, Matches
from courses.search.snapshot import Row, Snapshot
from courses.search.timing import Current


def reasons(
    slot: int, search: Search, matches: Matches, held: Snapshot, leading: Current | None, language: str
) -> list[str]:
    """Return why this course was found, in the active language, each once, strongest first."""
    row = held.row(slot)
    found = [_of_word(find, row, held) for find in matches.best(slot)]
    return list(dict.fromkeys([*found, *_of_choices(search, row, held, leading), *_of_language(row, language)]))


def _of_word(find: Find, row: Row, held: Snapshot) -> str:
    word = isolated(find.word)
    if find.place == "occupation" and row.occupation_id in held.names.occupations:
        return _occupation(row, held)
    if find.is_near:
        return _("ähnlich wie „%(word)s“") % {"word": word}
    if find.place == "title":
        return _("„%(word)s“ im Titel") % {"word": word}
    if find.place == "provider":
        return _("„%(word)s“ bei Träger oder Ort") % {"word": word}
    if find.place == "offer":
        return _("„%(word)s“ bei Art oder Format") % {"word": word}
    return _("„%(word)s“ in der Beschreibung") % {"word": word}


def _occupation(row: Row, held: Snapshot) -> str:
    return _("Beruf: %(occupation)s") % {"occupation": held.names.occupation_label(row.occupation_id)}


def _of_choices(search: Search, row: Row, held: Snapshot, leading: Current | None) -> Iterator[str]:
    if search.occupations and row.occupation_id in held.names.occupations:
        yield _occupation(row, held)
    if search.levels and row.cefr_entry:
        yield _("Deutsch ab %(level)s") % {"level": row.cefr_entry}
    for group in row.target_groups:
        if group in search.target_groups:
            yield _("Für: %(group)s") % {"group": Course.TargetGroup(group).label}
    if leading is not None and leading.start == Start.NOW and Start.NOW in search.starts:
        yield _("Einstieg jetzt möglich")
    if leading is not None:
        for time in leading.run.times_of_day:
            if time in search.times_of_day:
                yield _("Unterricht %(time)s") % {"time": Run.TimeOfDay(time).label}


def _of_language(row: Row, language: str) -> Iterator[str]:
    if language in row.titles and language != next(iter(row.titles), language):
        yield _("Beschreibung auf %(language)s") % {"language": get_language_info(language)["name_translated"]}
