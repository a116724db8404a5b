"""Filters for the pages of counselling centres."""

from __future__ import annotations

import re

from django import template

register = template.Library()


@register.filter
def tel(number: str) -> str:
    """Return a German phone number as RFC 3966 wants it: "0511 / 12-34" becomes "tel:+495111234"."""
    without_trunk = re.sub(r"\(0\)", "", number) if number.strip().startswith("+") else number
    digits = re.sub(r"\D", "", without_trunk)
    if number.strip().startswith("+"):
        return f"tel:+{digits}"
    if digits.startswith("00"):
        return f"tel:+{digits[2:]}"
    if digits.startswith("0"):
        return f"tel:+49{digits[1:]}"
    return f"tel:{digits}"  # short numbers such as 115 have no country code
