"""What the player is told when it opens (contract: JSON in the page, loaded before Initialize)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language_info

from scorm.actions.commit_rows import RESPONSES
from scorm.commit_body import SUSPEND_DATA
from scorm.limits import limit
from scorm.models import Attempt, AttemptMode, Launch, Sco, ScoState
from scorm.runtime import SESSION_BOUND
from scorm.strings import player_strings
from scorm.texts import unpack

RESUMING = ("suspend", "logout")  # an exit after which the content wants its memory back


def direction(language: str) -> str:
    """Return the direction of the language's script; left to right for languages Django does not know."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def bootstrap(launch: Launch, attempt: Attempt, state: ScoState) -> dict[str, Any]:
    """Return everything the player needs to start one launch."""
    version = attempt.version
    return {
        "v": 1,
        "launch": str(launch.public_id),
        "epoch": launch.epoch,
        "last_seq": attempt.seq,
        "standard": version.standard,
        "mode": attempt.mode,
        "learner": {"id": attempt.registration.public_id, "name": launch.learner_name},
        "language": launch.language,
        "dir": direction(launch.language),
        "title": version.package.title,
        "sco": sco(attempt, state),
        "urls": {"commit": "commit", "log": "log", "replay": launch.replay_url, "exit": launch.return_url},
        "limits": {"suspend_data": limit("SUSPEND_DATA_MAX"), "body": limit("COMMIT_MAX_BYTES")},
        "strings": player_strings(launch.language, package_bytes=version.unzipped_bytes or 0),
    }


def sco(attempt: Attempt, state: ScoState) -> dict[str, Any]:
    """Return one item with the document it resumes from."""
    item: Sco = state.sco
    return {
        "identifier": item.identifier,
        "title": item.title,
        "kind": item.kind,
        "href": f"c/{item.href}",
        "entry": entry(state),
        "seed": seed(state, attempt.version.is_2004),
        "credit": "credit" if attempt.mode == AttemptMode.NORMAL else "no-credit",
        "mastery": _plain(item.mastery_score),
        "max_time_allowed": item.max_time_allowed or None,
        "time_limit_action": item.time_limit_action or None,
        "launch_data": item.launch_data or None,
        "scaled_passing_score": _plain(item.scaled_passing_score),
        "completion_threshold": _plain(item.completion_threshold),
        "total_seconds": float(state.seconds_before + state.launch_seconds + state.session_seconds),
    }


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
