"""Which rows a URL speaks of: told by the statements that a made-up key provokes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import connection, models
from django.test.utils import CaptureQueriesContext

NUMBER = "999999937"
UUID = "5e0f1c9a-9d1b-4c55-8f0e-0d5f6b3b7c21"
WORD = "zz9wrang9zz9"
COLUMN = re.compile(r'"(\w+)"\."(\w+)"')

Column = tuple[str, str]  # table and column


def made_up(converter: str) -> str:
    """Return a key that no row has, of the shape that the converter takes."""
    return {"int": NUMBER, "uuid": UUID}.get(converter, WORD)


def looked_up(key: str, ask: Callable[[], Any]) -> set[Column]:
    """Return the columns that a made-up key was compared with."""
    with CaptureQueriesContext(connection) as statements:
        ask()
    found: set[Column] = set()
    for statement in statements:
        sql = statement["sql"]
        for place in re.finditer(re.escape(key), sql):
            if columns := COLUMN.findall(sql, 0, place.start()):
                found.add(columns[-1])
    return found


def column_of(model: type[models.Model], field: str) -> Column:
    return model._meta.db_table, model._meta.get_field(field).column
