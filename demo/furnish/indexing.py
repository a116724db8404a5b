"""The search of the back office meets what is furnished once, when it stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends
from django_tasks.backends.dummy import DummyBackend
from modelsearch.tasks import insert_or_update_object_task


class KeptForLater(DummyBackend):  # type: ignore[misc]  # ships no types
    """Hand tasks on, but keep those for the search index, each once."""

    def __init__(self, real: Any) -> None:
        super().__init__(real.alias, {})
        self.real = real
        self.objects: dict[tuple[Any, ...], None] = {}  # in the order of their first save

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        """Run the task as ever, or keep it."""
        if task.func is not insert_or_update_object_task.func:
            return self.real.enqueue(task, args, kwargs)
        self.objects[tuple(args)] = None
        return super().enqueue(task, args, kwargs)


@contextmanager
def once() -> Iterator[None]:
    """
    Enter each object into the search index once, at the end, however often it is saved meanwhile.

    A page or a unit is saved five times from its first draft to its publication, and nobody searches before all is
    there. When furnishing breaks off, what was saved until then is entered all the same.
    """
    real = task_backends[DEFAULT_TASK_BACKEND_ALIAS]
    kept = KeptForLater(real)
    task_backends[DEFAULT_TASK_BACKEND_ALIAS] = kept
    try:
        yield
    finally:
        task_backends[DEFAULT_TASK_BACKEND_ALIAS] = real
        for args in kept.objects:
            insert_or_update_object_task.enqueue(*args)
