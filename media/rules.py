"""Who may use which pictures, films and documents."""

from __future__ import annotations

from typing import Any

from accounts.back_office import may_anywhere
from accounts.models import Provider
from accounts.roles import Permission


def for_platform_pages(user: Any, action: str, keys: set[int]) -> set[int]:
    """
    Return the keys of the providers whose files the person may use: the own ones, or all for the platform's pages.

    The home page and the news show pictures too, and every file belongs to some provider.
    """
    if not may_anywhere(user, [Permission.EDIT_PLATFORM_PAGES]):
        return keys
    return set(Provider.objects.filter(archived_at__isnull=True).values_list("pk", flat=True))
