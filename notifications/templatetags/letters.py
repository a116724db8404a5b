"""Filters for the texts of letters, whose context went through JSON."""

from datetime import date

from django import template
from django.utils.formats import date_format

register = template.Library()


@register.filter
def day(iso: str) -> str:
    """Return an ISO date in words of the letter's language: 2026-03-15 becomes „15. März 2026“."""
    return date_format(date.fromisoformat(iso[:10]), "DATE_FORMAT")
