"""A form that must not work twice: pressed twice, or sent again by "reload", which browsers offer after an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.core.cache import cache

KEPT_SECONDS = 24 * 3600  # as long as somebody may come back to the tab


class SentBefore(Exception):
    """This very form was sent before, and what it asked for was done or is being done."""


@contextmanager
def sent_once(purpose: str, key: UUID | None) -> Iterator[None]:
    """
    Let the block run once per key of a form; raises SentBefore the second time.

    A block that fails may be tried again with the same key. Without a key nothing is held back.
    """
    if key is None:
        yield
        return
    name = f"sent:{purpose}:{key}"
    if not cache.add(name, value=True, timeout=KEPT_SECONDS):
        raise SentBefore
    try:
        yield
    except BaseException:
        cache.delete(name)
        raise
