"""Filters for learning pages."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from django import template
from django.utils.formats import number_format
from django.utils.timezone import localtime

register = template.Library()


@register.filter
def percent(share: Decimal | None) -> int | None:
    """Turn a share (0..1) into whole percent, rounded down: 100 means all."""
    return None if share is None else int((share * 100).to_integral_value(ROUND_DOWN))


@register.filter
def percent_text(share: Decimal | None) -> str:
    """Turn a share into text such as "85 %", with a narrow space that never breaks."""
    whole = percent(share)
    return "" if whole is None else f"{whole}\u202f%"


@register.filter
def teaching_units(minutes: int | None) -> str:
    """Turn minutes into teaching units of 45 minutes, such as "1,5"."""
    units = (Decimal(minutes or 0) / 45).quantize(Decimal("0.1"), rounding=ROUND_DOWN)
    return str(number_format(units.normalize() if units % 1 else int(units)))


@register.filter
def whole_minutes(seconds: int | None) -> int:
    """Turn seconds into whole minutes, rounded down as the ledger does."""
    return (seconds or 0) // 60


@register.filter
def minutes_and_seconds(seconds: float | None) -> str:
    """Turn seconds into minutes and seconds, such as "59:05"; a dash for none."""
    return "–" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@register.filter
def seconds_as_units(seconds: int | None) -> str:
    """Turn seconds into teaching units of 45 minutes, such as "1,5"."""
    return teaching_units((seconds or 0) // 60)


@register.filter
def instant(text: datetime) -> str:
    """Turn an instant into wall time in Berlin with seconds: "19:02:31"."""
    return localtime(text).strftime("%H:%M:%S")


@register.filter
def rounded_percent(share: float | Decimal | str | None) -> str:
    """Turn a share (0..1) of a figure into text such as "67 %"; a dash for none."""
    return "–" if share is None or isinstance(share, str) else f"{round(share * 100)}\u202f%"
