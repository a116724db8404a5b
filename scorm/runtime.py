"""What the flat document of a content means: completion, success, score, time. Pure functions of SCORM 1.2 and 2004."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final

from scorm.texts import unpack

TIMESPAN = re.compile(r"(\d{1,4}):(\d{1,2}):(\d{1,2}(?:\.\d+)?)\Z")  # 1.2: HHHH:MM:SS.SS
DURATION = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?\Z"
)  # 2004: ISO 8601
UNIT_SECONDS: Final = (31_536_000, 2_592_000, 86_400, 3_600, 60, 1)
MAX_SECONDS: Final = 2**31 - 1
SESSION_BOUND: Final = ("cmi.core.session_time", "cmi.session_time", "cmi.core.exit", "cmi.exit", "adl.nav.request")
ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the manifest says about judging one item, and what the package's owner wants of it."""

    is_12: bool
    is_asset: bool
    mastery_score: Decimal | None  # 1.2, raw points
    scaled_passing_score: Decimal | None  # 2004, -1..1
    completion_threshold: Decimal | None  # 2004, 0..1
    overrides_by_mastery: bool = True  # the passing score decides where there is a score
    counts_failed_as_completed: bool = False
    allows_downgrade: bool = False  # what was reached may be taken back within an attempt
    waits_for_word: bool = False  # 2004: without the content's own word nothing is completed
    primary_objective: str = ""  # 2004: id of the objective that speaks of the item itself, where it has a name


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one document says, in the words of SCORM 2004."""

    completion: str
    success: str
    score: Decimal | None  # 0..1
    progress: Decimal | None  # 0..1


def number(text: str | None) -> Decimal | None:
    """Return a finite number, None for anything else."""
    if not text:
        return None
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not found.is_finite() or abs(found) >= 10**9:
        return None
    return found if found.adjusted() > -30 else ZERO  # so small that nobody may divide by it


def share(value: Decimal | None) -> Decimal | None:
    """Return the number within 0..1, four places."""
    return None if value is None else min(max(value, ZERO), ONE).quantize(PLACES)


def seconds(text: str | None) -> int | None:
    """Return a timespan (1.2) or duration (2004) as whole seconds, None when it is neither."""
    if not text:
        return None
    if found := TIMESPAN.match(text):
        return int(found[1]) * 3600 + int(found[2]) * 60 + int(float(found[3]))
    if (found := DURATION.match(text)) and len(text) > 1:
        total = sum(float(part or 0) * unit for part, unit in zip(found.groups(), UNIT_SECONDS, strict=True))
        return int(min(total, MAX_SECONDS))
    return None


def session_seconds(changes: Mapping[str, str]) -> int | None:
    """Return the session time a commit reports, None when it reports none."""
    return seconds(changes.get("cmi.core.session_time") or changes.get("cmi.session_time"))


def exit_of(doc: Mapping[str, str]) -> str:
    """Return how the content said goodbye: "suspend", "logout", "time-out", "normal" or ""."""
    word = doc.get("cmi.core.exit") or doc.get("cmi.exit") or ""
    return unpack(word)[:20] if word.isascii() else ""


def judge(doc: Mapping[str, str], rules: Rules, *, is_ending: bool) -> Verdict:
    """Return what the document says; `is_ending` when the content has just called LMSFinish or Terminate."""
    if rules.is_asset:
        opened = doc.get("lb.asset") == "opened"
        return Verdict("completed" if opened else "unknown", "unknown", None, None)
    is_over = is_ending and exit_of(doc) != "suspend"
    return lenient(_judge_12(doc, rules, is_over) if rules.is_12 else _judge_2004(doc, rules, is_over), rules)


def lenient(verdict: Verdict, rules: Rules) -> Verdict:
    """Return the verdict with `failed` as an end too, where the owner wants it so."""
    if rules.counts_failed_as_completed and verdict.success == "failed":
        return replace(verdict, completion="completed")
    return verdict


def _judge_12(doc: Mapping[str, str], rules: Rules, is_over: bool) -> Verdict:
    status = doc.get("cmi.core.lesson_status", "")
    raw = number(doc.get("cmi.core.score.raw"))
    if is_over and status in ("", "not attempted"):
        status = "completed"  # SCORM 1.2 RTE 3.4.4.2: a content that never says anything is complete when it finishes
    if rules.overrides_by_mastery and rules.mastery_score is not None and raw is not None:
        status = _by_mastery(status, raw >= rules.mastery_score, is_over)
    score = _share_of(raw, doc.get("cmi.core.score.min"), doc.get("cmi.core.score.max"), HUNDRED)
    completion = {"passed": "completed", "completed": "completed", "": "unknown", "not attempted": "not attempted"}
    success = status if status in ("passed", "failed") else "unknown"
    return Verdict(completion.get(status, "incomplete"), success, score, None)


def _by_mastery(status: str, has_mastered: bool, is_over: bool) -> str:
    """Let the mastery score decide what the content calls finished (SCORM 1.2 RTE 3.4.4.2, mastery_score)."""
    if status in ("completed", "passed", "failed"):
        return "passed" if has_mastered else "failed"
    return "passed" if is_over and has_mastered else status


def _judge_2004(doc: Mapping[str, str], rules: Rules, is_over: bool) -> Verdict:
    completion = doc.get("cmi.completion_status") or "unknown"
    measure = number(doc.get("cmi.progress_measure"))
    # What content says of its primary objective it says of itself [RTE 4.2.17.1]; what it says of itself, goes first.
    primary = _objective(doc, rules.primary_objective)
    success = doc.get("cmi.success_status") or doc.get(f"{primary}.success_status", "unknown")
    points = "cmi.score" if any(f"cmi.score.{name}" in doc for name in ("scaled", "raw")) else f"{primary}.score"
    scaled = number(doc.get(f"{points}.scaled"))
    if rules.completion_threshold is not None and measure is not None:  # SCORM 2004 RTE 4.2.4.1
        completion = "completed" if measure >= rules.completion_threshold else "incomplete"
    has_no_rule = rules.completion_threshold is None and not rules.waits_for_word
    if is_over and has_no_rule and not doc.get("cmi.completion_status"):
        completion = "completed"  # SCORM 2004 SN, End Attempt Process [UP.4]; a content that says "unknown" has spoken
    if rules.overrides_by_mastery and rules.scaled_passing_score is not None:  # SCORM 2004 RTE 4.2.22.1
        success = "unknown" if scaled is None else "passed" if scaled >= rules.scaled_passing_score else "failed"
    score = share(scaled)
    if score is None:
        raw = number(doc.get(f"{points}.raw"))
        score = _share_of(raw, doc.get(f"{points}.min"), doc.get(f"{points}.max"), None)
    return Verdict(
        completion if completion in ("completed", "incomplete", "not attempted") else "unknown",
        success if success in ("passed", "failed") else "unknown",
        score,
        share(measure),
    )


def _objective(doc: Mapping[str, str], name: str) -> str:
    """Return where in the document the objective of this id stands, "" where it does not."""
    number = 0
    while name and (found := doc.get(f"cmi.objectives.{number}.id")) is not None:
        if unpack(found) == name:
            return f"cmi.objectives.{number}"
        number += 1
    return ""


def _share_of(raw: Decimal | None, low: str | None, high: str | None, usual: Decimal | None) -> Decimal | None:
    """Return raw points as a share between min and max; `usual` is the maximum when none is given."""
    if raw is None:
        return None
    least, most = number(low) or ZERO, number(high) or usual
    if most is None or most <= least:
        least, most = ZERO, usual
    return None if most is None else share((raw - least) / (most - least))


def rolled_up(items: Sequence[Verdict]) -> Verdict:
    """
    Return how a course of several items stands when it has no rules of its own (SCORM 1.2 leaves it to the platform).

    Complete when every item is, and passed then when one is; failed once nothing but failed items is left. The score
    is the mean of those that have one, the progress the share of items done.
    """
    done = sum(is_complete(item) for item in items)
    has_begun = any(item.completion not in ("unknown", "not attempted") or is_complete(item) for item in items)
    completion = "completed" if done == len(items) else "incomplete" if has_begun else "unknown"
    verdicts = {item.success for item in items}
    success = "passed" if completion == "completed" and "passed" in verdicts else "unknown"
    if "failed" in verdicts and all(is_complete(item) or item.success == "failed" for item in items):
        success = "failed"
    scores = [item.score for item in items if item.score is not None]
    mean = share(sum(scores, ZERO) / len(scores)) if scores else None
    return Verdict(completion, success, mean, share(Decimal(done) / len(items)))


def told(completion: str | None, success: str | None, score: str | None, progress: Decimal | None) -> Verdict:
    """Return what the rules of a sequenced course say, as the player tells it; unknown words say nothing."""
    return Verdict(
        completion if completion in ("completed", "incomplete") else "unknown",
        success if success in ("passed", "failed") else "unknown",
        share(number(score)),
        progress,
    )


def merged(before: Verdict, now: Verdict, *, allows_downgrade: bool = False) -> Verdict:
    """
    Return the standing after a commit: what was reached is never taken back within an attempt, unless that is allowed.

    `completed` and `passed` stay; once either is reached the score only rises; progress only rises.
    """
    if allows_downgrade:
        return now
    is_settled = is_complete(before)
    success = "passed" if "passed" in (before.success, now.success) else now.success
    if success == "unknown" and before.success == "failed":
        success = "failed"
    completion = "completed" if "completed" in (before.completion, now.completion) else now.completion
    score = now.score
    if is_settled and before.score is not None:
        score = before.score if now.score is None else max(before.score, now.score)
    shares = [value for value in (before.progress, now.progress) if value is not None]
    return Verdict(completion, success, score, max(shares, default=None))


def is_complete(verdict: Verdict) -> bool:
    """Return whether the content counts as done: it said `completed` or `passed`."""
    return verdict.completion == "completed" or verdict.success == "passed"
