"""
What the foot of pages says, kept in the cache, because every page of the house says it.

A cache that is down makes pages slower, not impossible.
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

FUNDING = "funding"  # key of the statements and logos of today
SECONDS = 300
UNREACHABLE = (OSError, RedisError)


def kept(key: str) -> Any:
    """Return what is kept, or None."""
    try:
        return cache.get(key)
    except UNREACHABLE:
        return None


def keep(key: str, value: Any, *, seconds: int = SECONDS) -> None:
    """Keep this for a few minutes; a change forgets it earlier."""
    try:
        cache.set(key, value, seconds)
    except UNREACHABLE:
        logger.warning("The cache cannot be reached; the foot of each page is asked for anew.")


def forget(key: str) -> None:
    """Let the next page ask anew, once the transaction that changed something is committed."""
    transaction.on_commit(lambda: _forget(key))


def _forget(key: str) -> None:
    try:
        cache.delete(key)
    except UNREACHABLE:
        logger.warning("The cache cannot be reached; pages show the change in %s seconds.", SECONDS)
