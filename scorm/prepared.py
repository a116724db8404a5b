"""
Statements that the database plans once per connection.

Planning the join that a commit begins with takes PostgreSQL ten times as long as running it (bench/commit). Django
sends each statement with its values written in, so the server never knows one again; here the driver sends the values
apart, and the server keeps the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorDebugWrapper


class ToldAsWritten(CursorDebugWrapper):
    """Logs a statement with its places for values: the server never gets one that has the values in it."""

    @contextmanager
    def debug_sql(
        self, sql: str | None = None, params: Any = None, use_last_executed_query: bool = False, many: bool = False
    ) -> Iterator[None]:
        """Do not ask the driver, which knows no text of a prepared statement."""
        with super().debug_sql(sql, params, False, many):
            yield


@contextmanager
def cursor() -> Iterator[Any]:
    """
    Give a cursor inside a transaction; on PostgreSQL its statements are prepared, elsewhere it is the usual one.

    Where a pooler hands each transaction another connection (Django's DISABLE_SERVER_SIDE_CURSORS) nothing is kept.
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as usual:
            yield usual
        return
    from django.db.backends.postgresql import base

    driver: Any = connection.connection
    server_binding: Any = base.ServerBindingCursor  # the stubs know psycopg2 alone
    raw = server_binding(driver)
    before = driver.prepare_threshold
    # For these statements alone: otherwise the driver would count, and keep the text of, every other one too.
    driver.prepare_threshold = None if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS") else 0
    try:
        with ToldAsWritten(raw, connection) if connection.queries_logged else connection.make_cursor(raw) as prepared:
            yield prepared
    finally:
        driver.prepare_threshold = before


def texts(params: Sequence[Any]) -> list[str | bytes | None]:
    """
    Return the values as texts, which the server reads as the column's type.

    A number's size and a NULL would otherwise change the types of a statement, and each mixture be another one to plan.
    """
    return [value if value is None or isinstance(value, str | bytes) else str(value) for value in params]
