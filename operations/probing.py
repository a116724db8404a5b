"""Asking several things at once, each within a time limit: what hangs or fails becomes an answer, never an error."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Generic, TypeVar

from django.db import connections

logger = logging.getLogger(__name__)
Found = TypeVar("Found")

# A question that still hangs is not asked again: a dead service must not collect threads, one for each poll.
_unanswered: dict[str, threading.Thread] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Answer(Generic[Found]):
    """What came back: a value, or the exception, or neither when the time was over. `seconds` is how long it took."""

    value: Found | None = None
    error: Exception | None = None
    seconds: float = 0.0

    @property
    def is_late(self) -> bool:
        return self.value is None and self.error is None


def ask(questions: Mapping[str, Callable[[], Found]], *, seconds: float) -> dict[str, Answer[Found]]:
    """
    Ask every question in a thread of its own and return name -> answer after at most `seconds`.

    A question must return something else than None. Its thread may outlive the call; it is a daemon and closes the
    database connection it opened. While it hangs, the same name answers "late" at once.
    """
    answers: dict[str, Answer[Found]] = {}
    threads: dict[str, threading.Thread] = {}
    for name, question in questions.items():
        with _lock:
            hanging = _unanswered.get(name)
            if hanging is not None and hanging.is_alive():
                continue
            thread = threading.Thread(target=_answer, args=(name, question, answers), name=f"ask {name}", daemon=True)
            _unanswered[name] = threads[name] = thread
            thread.start()
    end = monotonic() + seconds
    for thread in threads.values():
        thread.join(max(0.0, end - monotonic()))
    return {name: answers.get(name, Answer(seconds=seconds)) for name in questions}


def _answer(name: str, question: Callable[[], Found], answers: dict[str, Answer[Found]]) -> None:
    begin = monotonic()
    try:
        answers[name] = Answer(value=question(), seconds=monotonic() - begin)
    except Exception as error:  # noqa: BLE001  whatever goes wrong is what was asked for
        logger.warning("probe failed: %s", error, extra={"probe": name, "error": type(error).__name__})
        answers[name] = Answer(error=error, seconds=monotonic() - begin)
    finally:
        connections.close_all()
        with _lock:
            if _unanswered.get(name) is threading.current_thread():
                del _unanswered[name]
