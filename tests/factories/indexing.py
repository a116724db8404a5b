"""Wagtail's indices of references and of words, written once for what a factory saves many times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from importlib import import_module
from typing import ParamSpec, TypeVar
from unittest.mock import patch

TASKS = (
    ("wagtail.signal_handlers", "update_reference_index_task"),
    ("modelsearch.signal_handlers", "insert_or_update_object_task"),
)
Given = ParamSpec("Given")
Made = TypeVar("Made")


class Once:
    """Stands for a task while something is made, and may be told of the same row as often as one likes."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, ...], None] = {}

    def enqueue(self, *row: str) -> None:
        self.rows[row] = None


def indexed_once(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """
    Let a factory's rows be indexed when it is through, instead of at each of their saves.

    Publishing saves a row half a dozen times, and indexing it each time took a third of the time of many tests.
    """

    @wraps(make)
    def making(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        with ExitStack() as stack:
            for module, name in TASKS:
                stack.enter_context(_once(module, name))
            return make(*args, **kwargs)

    return making


@contextmanager
def _once(module: str, name: str) -> Iterator[None]:
    task, once = getattr(import_module(module), name), Once()
    with patch(f"{module}.{name}", once):
        yield
    for row in once.rows:
        task.enqueue(*row)
