"""
Applying commits: the one way a content's data reaches the database (protocol: docs/scorm-commits.md).

Call inside ONE atomic block; send the answer only after COMMIT. Lock order: attempt, then whatever the caller
locks above (unit result, enrolment).
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from scorm import activity_tree, commit_body, runtime, tokens
from scorm.actions import attempts, commit_rows, late_commits, refused_commits
from scorm.actions.commit_rows import Row
from scorm.commit_body import SUSPEND_DATA, Commit
from scorm.limits import limit
from scorm.models import EndReason, Launch, ScoKind, Standard
from scorm.outcome import Applied, Outcome, SuccessWord
from scorm.runtime import Rules, Verdict

ENDED = Applied(410, {"result": False, "errorCode": 391, "status": "ended"})
NOT_HERE = Applied(404, {"result": False, "errorCode": 391, "status": "ended"})
UNPROCESSABLE = 422
UNHURRIED = frozenset({"manual", "auto"})  # triggers that may be told to wait; the others have no second chance
GRACE_SECONDS = 60  # a content's clock may run ahead of ours by this much


def apply(*, token: str, body: bytes, at: datetime, label: str | None = None) -> Applied:
    """
    Apply one commit of the player and return what to answer; `label` is that of the content host, where it has one.

    Safe to repeat: the same commit twice is answered as duplicate. On PostgreSQL a commit reads with one statement
    (in a course of several items two) and writes with one. What cannot be stored is kept for support
    (`refused_commits`).
    """
    applied = _judged(token, body, at, label)
    if applied.status_code != UNPROCESSABLE:
        return applied
    is_taken = refused_commits.keep(token=token, body=body, reasons=_reasons(applied), at=at)
    return applied if is_taken else ENDED


def _judged(token: str, body: bytes, at: datetime, label: str | None) -> Applied:
    try:
        signed = tokens.read(token)
    except tokens.BadToken:
        return ENDED
    try:
        commit = commit_body.parse(body)
    except commit_body.InvalidCommit as error:
        return invalid(error.fields)
    if commit.launch != signed.launch:
        return invalid({"launch": "not the launch of this address"})
    row = commit_rows.lock(commit.launch, commit.sco)
    if row is None:
        return _not_found(commit)
    if not signed.fits(row.nonce):
        return ENDED
    if label is not None and label != row.label:
        return NOT_HERE
    if row.launch_epoch < row.epoch:
        late_commits.look_again(row)
    if not row.is_active:
        return ENDED  # the device keeps it; once the account is switched on, it is handed in like all that waits
    if not is_alive(row, at):
        # What was handed in on the platform meanwhile need not be offered to the learner once more.
        may_know = row.end_reason != EndReason.FORCED and late_commits.is_known(row, commit)
        return answered(row, commit, "duplicate") if may_know else ENDED
    return _settle(row, commit, body, at)


def apply_replay(*, user: Any, body: bytes, at: datetime) -> Applied:
    """
    Apply a commit that stayed on a device until its token had died; the session says who brings it.

    Only the person's own launches; somebody else's answer like unknown ones.
    """
    applied = _judged_replay(user, body, at)
    if applied.status_code == UNPROCESSABLE:
        refused_commits.keep_replay(user=user, body=body, reasons=_reasons(applied), at=at)
    return applied


def _reasons(refused: Applied) -> dict[str, str]:
    return cast(dict[str, str], refused.answer["fields"])


def _judged_replay(user: Any, body: bytes, at: datetime) -> Applied:
    try:
        commit = commit_body.parse(body)
    except commit_body.InvalidCommit as error:
        return invalid(error.fields)
    if not commit.is_finish:  # whatever else it was when it could not leave; a session that has ended stays ended
        commit = replace(commit, trigger="replay")
    row = commit_rows.lock(commit.launch, commit.sco)
    if row is None or row.user_id != user.pk or not row.is_active:
        return ENDED
    if row.launch_epoch < row.epoch:
        late_commits.look_again(row)
    if row.end_reason == EndReason.FORCED and not row.is_reset:
        return ENDED
    if not row.end_reason and not is_alive(row, at):
        late_commits.time_out(row, at)
    return _settle(row, commit, body, at)


def invalid(fields: dict[str, str]) -> Applied:
    return Applied(UNPROCESSABLE, {"result": False, "errorCode": 391, "status": "invalid", "fields": fields})


def _not_found(commit: Commit) -> Applied:
    known = Launch.objects.filter(public_id=commit.launch).exists()
    return invalid({"sco": "not an item of this package"}) if known else ENDED


def is_alive(row: Row, at: datetime) -> bool:
    """Return whether the token still writes: opened, not closed, heard of within the sliding window."""
    if row.opened_at is None or row.is_reset or row.end_reason in (EndReason.FORCED, EndReason.TIMEOUT):
        return False
    return at - (row.heard_at or row.last_seen_at) <= timedelta(seconds=limit("SESSION_SECONDS"))


def _settle(row: Row, commit: Commit, body: bytes, at: datetime) -> Applied:
    if commit.epoch != row.launch_epoch:
        return invalid({"epoch": "not the epoch of this launch"})
    if commit.is_full and commit.keep and _outgrows_a_body(row, commit, bodies=2):
        return invalid({"keep": "more than can be kept"})
    if commit.left_out and not row.is_review:
        refused_commits.keep_left_out(launch_id=row.launch_id, commit=commit, at=at)
    if row.is_review:  # answered as the player expects it; what was learned before stays as it was
        row.seq = commit.seq
        return answered(row, commit, "applied")
    if row.launch_epoch < row.epoch:
        return _settle_late(row, commit, body, at)
    if commit.seq <= row.seq:
        return answered(row, commit, "duplicate")
    if not commit.follows(row.seq) or (row.is_seed_stale and not commit.is_full):
        return answered(row, commit, "stale", need="full")
    if not commit.is_full and _outgrows_a_body(row, commit):
        return answered(row, commit, "stale", need="full")
    if (wait := _seconds_to_wait(row, commit, at)) is not None:
        return Applied(429, {"result": False, "errorCode": 391, "status": "slow"}, retry_after=wait)
    if row.is_seed_stale:
        late_commits.mark_overwritten(row)
    before = standing(row)
    seconds_before = row.total_seconds
    _count_time(row, commit, at)
    take_over(row, commit, at)
    row.seq, row.applied_epoch, row.is_seed_stale, row.last_seen_at = commit.seq, row.launch_epoch, False, at
    if row.is_reset:
        late_commits.keep(row, commit, body, at, applied=True)
    return write(row, commit, at, before, seconds_before, "applied")


def _settle_late(row: Row, commit: Commit, body: bytes, at: datetime) -> Applied:
    """A newer launch took over: apply what it has not built upon yet, keep whole whatever else comes."""
    launch = late_commits.superseded(row)
    if commit.seq <= launch.last_seq:
        return answered(row, commit, "duplicate")
    fits = commit.follows(launch.last_seq)
    if commit.trigger in UNHURRIED or not fits or row.applied_epoch > row.launch_epoch:
        late_commits.keep(row, commit, body, at, applied=False)
        if row.is_reset:  # handed in, kept, and nobody has to decide about it
            return answered(row, commit, "late")
        answer = {"result": False, "errorCode": 391, "status": "superseded", "seq": commit.seq}
        return Applied(409, answer, None, row.user_id, row.context_key)
    before, seconds_before = standing(row), row.total_seconds
    if row.applied_epoch < row.launch_epoch:  # it has written nothing since what came even later, from an older launch
        late_commits.mark_overwritten(row)
    late_commits.keep(row, commit, body, at, applied=True)
    late_commits.count_time(row, launch, commit)
    take_over(row, commit, at)
    row.applied_epoch, row.is_seed_stale = row.launch_epoch, True
    return write(row, commit, at, before, seconds_before, "late")


def _outgrows_a_body(row: Row, commit: Commit, *, bodies: int = 1) -> bool:
    """
    Return whether the elements pile up to more than a whole document may be, which is measured on the wire.

    Deltas must not; a whole one may leave as much as another body takes as it is stored.
    """
    texts = (*row.doc.values(), *commit.changes.values())
    return sum(map(len, texts)) + 20 * len(texts) > bodies * int(limit("COMMIT_MAX_BYTES"))


def _seconds_to_wait(row: Row, commit: Commit, at: datetime) -> int | None:
    """Count commits per minute; return how long to wait when there were too many."""
    most = limit("COMMITS_PER_MINUTE")
    if row.rate_started_at is None or not timedelta(0) <= at - row.rate_started_at < timedelta(minutes=1):
        row.rate_started_at, row.rate_count = at, 0
    if most is not None and row.rate_count >= most and commit.trigger in UNHURRIED:
        return max(1, 60 - int((at - row.rate_started_at).total_seconds()))
    row.rate_count = min(row.rate_count + 1, 2**31 - 1)
    return None


def _count_time(row: Row, commit: Commit, at: datetime) -> None:
    """Count reported session time, never more than our own clock saw pass since the launch was opened."""
    most = max(0, int((at - cast(datetime, row.opened_at)).total_seconds())) + GRACE_SECONDS
    row.launch_active_seconds = max(row.launch_active_seconds, min(commit.active_seconds, most))
    reported = runtime.session_seconds(commit.changes)
    is_new_page = commit.page is not None and commit.page > row.page
    if is_new_page or (commit.page is None and reported is not None and reported < row.session_seconds):
        row.launch_seconds, row.session_seconds = row.launch_seconds + row.session_seconds, 0
        row.page = commit.page or row.page + 1
    if reported is not None:
        row.session_seconds = max(0, min(reported, most - row.launch_seconds))


def take_over(row: Row, commit: Commit, at: datetime) -> None:
    """Merge the commit into the document and let the document speak."""
    changes = dict(commit.changes)
    suspend_data = changes.pop(SUSPEND_DATA, None)
    interactions = commit.interactions
    if commit.is_full:
        row.doc = {path: text for path, text in row.doc.items() if commit.keeps(path)}
        if suspend_data is None and not commit.keeps(SUSPEND_DATA):
            suspend_data = ""
        interactions = commit_rows.with_kept_fields(row.state_id, commit)
        rows = commit.kept_rows
        row.kept_interactions = None if rows is None else rows | interactions.keys()
    row.doc.update(changes)
    if suspend_data is not None:
        row.suspend_data = suspend_data
    if commit.speaks:
        row.exit = _exit(row, commit)
    row.interactions, row.is_whole = interactions, commit.is_full
    rules = Rules(
        row.standard == Standard.SCORM_12,
        row.kind == ScoKind.ASSET,
        row.mastery_score,
        row.scaled_passing_score,
        row.completion_threshold,
        row.overrides_by_mastery,
        row.counts_failed_as_completed,
        row.allows_downgrade,
        row.waits_for_word,
        _primary_objective(row),
    )
    now = runtime.merged(
        Verdict(row.state_completion, row.state_success, row.state_score, row.state_progress),
        runtime.judge(row.doc, rules, is_ending=commit.is_finish),
        allows_downgrade=rules.allows_downgrade,
    )
    row.state_completion, row.state_success = now.completion, now.success
    row.state_score, row.state_progress = now.score, now.progress
    own_seconds = row.seconds_before + row.launch_seconds + row.session_seconds
    if row.items > 1 or row.is_course or (commit.course is not None and _shares(row)):
        now, row.total_seconds = _rolled_up(row, commit, now, own_seconds, rules)
    else:
        row.total_seconds = own_seconds
    row.completion, row.success, row.score, row.progress = now.completion, now.success, now.score, now.progress
    if not runtime.is_complete(now):
        row.completed_at = None
    elif row.completed_at is None:
        row.completed_at = at


def _primary_objective(row: Row) -> str:
    speaks = row.standard != Standard.SCORM_12 and "cmi.objectives.0.id" in row.doc
    return _of_item(row.sequencing)[0] if speaks else ""


def _shares(row: Row) -> bool:
    """Return whether one item is a course of its own; of another the word of a course counts nothing."""
    return row.standard != Standard.SCORM_12 and _of_item(row.sequencing)[1]


@lru_cache(maxsize=1024)
def _of_item(sequencing: str) -> tuple[str, bool]:
    """Return the objective that speaks of the whole item, and whether it shares anything; versions never change."""
    written = json.loads(sequencing)
    return activity_tree.word_of_its_own(written), activity_tree.reaches_beyond(written)


def _rolled_up(row: Row, commit: Commit, now: Verdict, seconds: int, rules: Rules) -> tuple[Verdict, int]:
    """
    Return the standing and the seconds of a whole course.

    SCORM 2004 rolls up by rules of the course, which the player follows and tells; in 1.2 every item has its say.
    """
    others = commit_rows.others(row)
    whole = runtime.rolled_up([now, *(verdict for verdict, _ in others)])
    if row.standard != Standard.SCORM_12:
        told = commit.course
        whole = replace(standing(row), progress=whole.progress)
        if told is not None:
            whole = runtime.lenient(runtime.told(told.completion, told.success, told.score, whole.progress), rules)
    row.course = commit.course
    whole = runtime.merged(standing(row), whole, allows_downgrade=rules.allows_downgrade)
    return whole, seconds + sum(spent for _, spent in others)


def _exit(row: Row, commit: Commit) -> str | None:
    """Return how the session ended; a farewell without a word may be a killed tab, and that resumes."""
    if row.kind == ScoKind.ASSET:
        return ""  # has no session that could stay open
    if commit.trigger in UNHURRIED:
        return None
    said = runtime.exit_of(row.doc)
    return said if commit.is_finish else said or None


def standing(row: Row) -> Verdict:
    """Return what the attempt has reached so far."""
    return Verdict(row.completion, row.success, row.score, row.progress)


def write(row: Row, commit: Commit, at: datetime, before: Verdict, seconds_before: int, status: str) -> Applied:
    """Write the rows; say to the floor above what changed, and time alone only when a session ends."""
    commit_rows.write(row, at)
    has_more_time = commit.trigger not in UNHURRIED and row.total_seconds != seconds_before
    is_news = standing(row) != before or has_more_time
    counts = is_news and not row.is_preview and not row.is_reset
    return answered(row, commit, status, outcome=outcome(row) if counts else None)


def outcome(row: Row) -> Outcome:
    """Return the attempt's standing as the floor above understands it; of several, what they come to."""
    if row.attempts > 1 or row.launch_epoch < row.epoch:  # one may have begun while this commit waited for its lock
        return attempts.outcome(row.attempt_id)
    return Outcome(
        context_key=row.context_key,
        is_complete=runtime.is_complete(standing(row)),
        success=cast(SuccessWord, row.success),
        score=row.score,
        progress=row.progress,
        total_seconds=row.total_seconds,
        keeps_best=not row.allows_downgrade,
    )


def answered(
    row: Row, commit: Commit, status: str, *, need: str | None = None, outcome: Outcome | None = None
) -> Applied:
    answer = {
        "result": True,
        "errorCode": 0,
        "seq": commit.seq,
        "status": status,
        "need": need,
        "last_seq": row.seq,
        "server": {
            "completion": row.completion,
            "success": row.success,
            "score": None if row.score is None else f"{row.score.normalize():f}",
            "total_seconds": row.total_seconds,
        },
    }
    return Applied(200, answer, outcome, row.user_id, row.context_key)
