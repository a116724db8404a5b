"""What the player is told when it opens (contract: JSON in the page, loaded before Initialize)."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language_info

from scorm.actions.commit_rows import RESPONSES
from scorm.activity_tree import activity_tree, objective_ids, reaches_beyond
from scorm.commit_body import SUSPEND_DATA
from scorm.limits import limit
from scorm.models import Attempt, AttemptMode, AttemptState, Completion, Launch, Sco, ScoKind, ScoState
from scorm.runtime import SESSION_BOUND
from scorm.strings import player_strings
from scorm.texts import unpack

SHARES_NO_DATA = "sharedDataGlobalToSystem"  # scorm.sequencing notes the name where the manifest says "false"
RESUMING = ("suspend", "logout")  # an exit after which the content wants its memory back


def direction(language: str) -> str:
    """Return the direction of the language's script; left to right for languages Django does not know."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def bootstrap(launch: Launch, attempt: Attempt, state: ScoState, *, reading: str, at: datetime) -> dict[str, Any]:
    """Return everything the player needs to start one launch at a moment; `reading` is the token of its files."""
    version = attempt.version
    facts = version.manifest.get("facts") or {}
    return {
        "v": 1,
        "now": int(at.timestamp() * 1000),  # ms; clocks of devices go wrong
        "launch": str(launch.public_id),
        "epoch": launch.epoch,
        "last_seq": attempt.seq,
        "standard": version.standard,
        "has_frames": facts.get("has_frames", False),
        "has_foreign_frames": any("frame" in known["kinds"] for known in facts.get("hosts", [])),
        "overrides_by_mastery": version.package.overrides_by_mastery,
        "mode": AttemptMode.REVIEW.value if launch.is_review else attempt.mode,
        "learner": {"id": attempt.registration.public_id, "name": launch.learner_name},
        "language": launch.language,
        "dir": direction(launch.language),
        "title": version.package.title,
        "active_seconds": attempt.active_seconds + attempt.launch_active_seconds,
        "sco": sco(attempt, state, reading=reading, is_review=launch.is_review),
        "course": course(attempt),
        "records_calls": launch.is_logged,
        "urls": {
            "commit": "commit",
            "log": "log",
            "calls": "calls",
            "replay": launch.replay_url,
            "exit": launch.return_url,
        },
        "limits": {"suspend_data": limit("SUSPEND_DATA_MAX"), "body": limit("COMMIT_MAX_BYTES")},
        "strings": player_strings(launch.language, package_bytes=version.unzipped_bytes or 0),
    }


def sco(attempt: Attempt, state: ScoState, *, reading: str, is_review: bool = False) -> dict[str, Any]:
    """Return one item with the document it resumes from."""
    item: Sco = state.sco
    return {
        "identifier": item.identifier,
        "title": item.title,
        "kind": item.kind,
        "href": f"../{reading}/c/{item.href}",  # from the address of the player, l/<token>/
        "entry": entry(state),
        "seed": seed(state, attempt.version.is_2004),
        "credit": "credit" if attempt.mode == AttemptMode.NORMAL and not is_review else "no-credit",
        "mastery": _plain(item.mastery_score),
        "max_time_allowed": item.max_time_allowed or None,
        "time_limit_action": item.time_limit_action or None,
        "launch_data": item.launch_data or None,
        "scaled_passing_score": _plain(item.scaled_passing_score),
        "completion_threshold": _plain(item.completion_threshold),
        "objectives": objective_ids(item.sequencing),
        "total_seconds": float(state.seconds_before + state.launch_seconds + state.session_seconds),
    }


def course(attempt: Attempt) -> dict[str, Any] | None:
    """
    Return what a course of several items needs beside its first; None for one item that stands alone.

    One item of SCORM 2004 that shares data or objectives is a course of its own: only there they have a place. Who
    began it while it stood alone ends it so, because a course without a state begins every item anew.
    """
    items = list(attempt.version.scos.select_related("parent"))
    leaves = [item for item in items if item.kind != ScoKind.CLUSTER]
    is_alone = len(leaves) < 2
    if is_alone and not _is_course_of_one(attempt, leaves):
        return None
    package = attempt.version.package
    told: dict[str, Any] = {"state": None, "globals": {}, "shares": False, "shared": {}}
    told["hides_menu"], told["is_alone"] = package.hides_menu, is_alone
    told["state"] = course_state(attempt)
    if not attempt.version.is_2004:
        statuses = {state.sco_id: state for state in attempt.states.all()}
        return told | {
            "advances": package.advances_by_itself,
            "items": [_entry(item, statuses.get(item.pk)) for item in items],
        }
    own = attempt.version.manifest.get("sequencing", {})
    title = attempt.version.manifest.get("title", "")
    tree = activity_tree(title, own, [(item, item.parent.identifier if item.parent else None) for item in items])
    if "objectivesGlobalToSystem" not in own.get("own", []):
        told |= {"shares": True, "globals": _known_elsewhere(attempt)}
    stores = {each["target"] for item in items for each in item.sequencing.get("shared_data", ())}
    if stores and SHARES_NO_DATA not in own.get("own", []):
        told["shared"] = _shared_elsewhere(attempt, stores)
    return told | {"tree": tree}


def _is_course_of_one(attempt: Attempt, items: list[Sco]) -> bool:
    shares = attempt.version.is_2004 and any(reaches_beyond(item.sequencing) for item in items)
    return shares and (attempt.applied_epoch == 0 or attempt.sequencing_state is not None)


def course_state(attempt: Attempt) -> dict[str, Any] | None:
    """Return where the person is in a course of several items, as the player wrote it."""
    return None if attempt.sequencing_state is None else _unpacked(attempt.sequencing_state)


def _unpacked(kept: Any) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(zlib.decompress(bytes(kept)))
    return state


def _entry(item: Sco, state: ScoState | None) -> dict[str, Any]:
    """Return an item of SCORM 1.2 for the table of contents, with the status that prerequisites ask for."""
    status = state.doc.get("cmi.core.lesson_status", "") if state else ""
    if state and item.kind == ScoKind.ASSET and state.completion == Completion.COMPLETED:
        status = "completed"
    return {
        "identifier": item.identifier,
        "title": item.title,
        "parent": item.parent.identifier if item.parent else None,
        "kind": item.kind,
        "visible": item.is_visible,
        "prerequisites": item.prerequisites,
        "status": status,
    }


def _known_elsewhere(attempt: Attempt) -> dict[str, Any]:
    """Return what the person's other courses of the same owner know of global objectives, newest last to win."""
    others = _others(attempt).exclude(global_objectives={})
    known: dict[str, Any] = {}
    for each in others.values_list("global_objectives", flat=True):
        known |= each
    return known


def _shared_elsewhere(attempt: Attempt, stores: set[str]) -> dict[str, str]:
    """Return what the person's other courses of the same owner keep in these stores of adl.data [CAM 3.4.1.2]."""
    others = _others(attempt).exclude(sequencing_state=None)
    shared: dict[str, str] = {}
    for kept, own in others.values_list("sequencing_state", "version__manifest__sequencing__own"):
        said = _unpacked(kept).get("shared")  # in the words of another package's page
        if SHARES_NO_DATA not in (own or ()) and isinstance(said, dict):
            shared |= {name: text for name, text in said.items() if name in stores and isinstance(text, str)}
    return shared


def _others(attempt: Attempt) -> QuerySet[Attempt]:
    """The person's attempts at other courses of the same owner, newest last to win."""
    found = Attempt.objects.filter(
        registration__user=attempt.registration.user_id,
        mode=AttemptMode.NORMAL,
        version__package__owner=attempt.version.package.owner_id,
    )
    # Who begins anew begins without what the attempt before knew; what staff reset has nothing to say either.
    others = found.exclude(registration=attempt.registration_id).exclude(state=AttemptState.RESET)
    return others.order_by("last_seen_at")


def _plain(number: Any) -> str | None:
    """Return a number the way content writes it: 80, not 80.0000."""
    return None if number is None else f"{number.normalize():f}"


def entry(state: ScoState) -> str:
    """
    Return cmi.entry: "ab-initio" on the first visit, "resume" after suspend, "" after a regular end.

    A session that never said goodbye (line lost, tab killed) resumes as well: the learner's place is worth more
    than the letter of the standard.
    """
    if not state.doc and not state.suspend_data:
        return "ab-initio"
    return "resume" if state.exit is None or state.exit in RESUMING else ""


def seed(state: ScoState, is_2004: bool) -> dict[str, str]:
    """Return the whole flat document again: memory and answers put back, session-bound elements left out."""
    flat = {key: unpack(value) for key, value in state.doc.items() if key not in SESSION_BOUND}
    if state.suspend_data:
        flat[SUSPEND_DATA] = unpack(state.suspend_data)
    for interaction in state.interactions.all():
        named = {
            "id": interaction.identifier,
            "type": interaction.kind,
            RESPONSES[is_2004]: interaction.response,
            "result": interaction.result,
            **interaction.rest,
        }
        flat |= {f"cmi.interactions.{interaction.idx}.{key}": unpack(text) for key, text in named.items() if text}
    return flat
