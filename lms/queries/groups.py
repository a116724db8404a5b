"""Groups of a run: who is in which, and what a conference server is told of them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Run, RunSession
from courses.room_options import RoomOptions
from live_sessions.bbb.client import Value
from live_sessions.models import Participant, external_id_for
from lms.models import Enrolment, GroupMember, GroupTitle


def members_of(run: Run) -> list[tuple[Enrolment, int | None]]:
    """Return everybody who learns in the run, by name, with the number of their group. One query."""
    rows = Enrolment.objects.filter(run=run).exclude(state=Enrolment.State.WITHDRAWN)
    found = rows.select_related("learner", "group_member", "place", "run__course__provider")
    return [
        (one, one.group_member.number if hasattr(one, "group_member") else None)
        for one in sorted(found, key=lambda one: (one.name_for_staff.casefold(), one.pk))
    ]


def titles_of(run: Run) -> dict[int, GroupTitle]:
    """Return what the groups of the run are called, by number; one without a name is missing. One query."""
    return {row.number: row for row in GroupTitle.objects.filter(run=run)}


def name_of(number: int, titles: Mapping[int, GroupTitle]) -> str:
    """Return what a group is called in the active language."""
    if (row := titles.get(number)) is not None:
        return row.title_in(get_language() or settings.LANGUAGE_CODE)
    return _("Gruppe %(number)s") % {"number": number}


def group_of(session: RunSession, person: User) -> str:
    """Return the name of the person's group, where the session has breakout rooms; "" without one. Two queries."""
    if session.mode == RunSession.Mode.ON_SITE or not RoomOptions.read(session.room_options).breakout_rooms:
        return ""
    mine = GroupMember.objects.filter(enrolment__run=session.run_id, enrolment__learner=person)
    number = mine.exclude(enrolment__state=Enrolment.State.WITHDRAWN).values_list("number", flat=True).first()
    return "" if number is None else name_of(number, titles_of(session.run))


def room_parameters(session: RunSession) -> dict[str, Value]:
    """
    Return the groups of the session's run as BigBlueButton's `create` takes them: as breakout rooms to come.

    People are named by what the server will call them in this session, whether they have come yet or not.
    """
    if not RoomOptions.read(session.room_options).breakout_rooms:
        return {}
    members = GroupMember.objects.filter(enrolment__run=session.run_id).exclude(
        enrolment__state=Enrolment.State.WITHDRAWN
    )
    rows = list(
        members.order_by("number", "enrolment__pk").values_list(
            "number", "enrolment__learner", "enrolment__learner__public_id"
        )
    )
    if not rows:
        return {}
    known = dict(Participant.objects.filter(context_key=session.context_key).values_list("user_id", "external_id"))
    rosters: dict[int, list[str]] = {}
    for number, user, public_id in rows:
        name = known.get(user) or external_id_for(session.context_key, public_id)
        rosters.setdefault(number, []).append(name)
    titles = titles_of(session.run)
    with override(settings.LANGUAGE_CODE):
        groups = [
            {"id": str(number), "name": name_of(number, titles), "roster": roster} for number, roster in rosters.items()
        ]
    return {"groups": json.dumps(groups, ensure_ascii=False, separators=(",", ":"))}
