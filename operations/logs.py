"""
One event, one line: JSON for machines, plain for people. Imports no Django, so that gunicorn can use it first.

Nothing personal: no names, addresses, bodies or query strings. Secrets in addresses are masked wherever they turn up,
in messages and tracebacks as well.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from operations import numbers

HIDDEN = "…"
# What stands in an address and opens something. The order matters: the query goes first.
MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]*@"), HIDDEN + "@"),  # user:password@host
    (re.compile(r"(/[^\s?\"'<>]*)\?[^\s\"'<>]+"), rf"\1?{HIDDEN}"),  # a query string
    (re.compile(r"/l/[^/\s\"'<>]+"), f"/l/{HIDDEN}"),  # the token of a launch on the content host
    (re.compile(r"(/(?:reset/key|confirm-email|login/code)/)[^/\s\"'<>]+"), rf"\1{HIDDEN}"),  # links of letters
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), f"{HIDDEN}@{HIDDEN}"),  # an e-mail address
)
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "number"}


def mask(text: str) -> str:
    """Return the text without secrets of addresses and without e-mail addresses."""
    for pattern, replacement in MASKS:
        text = pattern.sub(replacement, text)
    return text


class Numbered(logging.Filter):
    """Give every line the number of its request or task."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.number = numbers.current()
        return True


def _extras(record: logging.LogRecord) -> dict[str, Any]:
    """Return the plain values that the logging line brought along (`extra=`); objects stay out."""
    return {
        name: mask(value) if isinstance(value, str) else value
        for name, value in vars(record).items()
        if name not in STANDARD and isinstance(value, str | int | float | bool)
    }


class JsonFormatter(logging.Formatter):
    """
    One JSON object a line.

    Keys: time (UTC, ISO 8601), level, logger, message, request_id, exception if there is one, and what the event
    itself tells.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        if number := getattr(record, "number", ""):
            line["request_id"] = number
        line |= {name: value for name, value in _extras(record).items() if name not in line}
        if record.exc_info:
            line["exception"] = mask(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainFormatter(logging.Formatter):
    """Time of day, level, message, what else there is to know, the first eight characters of the number."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        extras = " ".join(f"{name}={value}" for name, value in _extras(record).items())
        number = getattr(record, "number", "")[:8]
        parts = [moment, f"{record.levelname:<7}", record.name, mask(record.getMessage()), extras, number]
        text = "  ".join(part for part in parts if part)
        if record.exc_info:
            text += "\n" + mask(self.formatException(record.exc_info))
        return text
