"""Opaque ids for what stands in URLs. The engine stands alone, so it has its own twelve characters."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models

# Crockford's base32 in lower case: survives reading aloud, and is a valid DNS label (the content host of a version).
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12  # x 5 bits = 60 random bits


def new_public_id() -> str:
    """Return 12 characters that carry 60 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class PublicIdField(models.CharField):  # type: ignore[type-arg]
    """The `public_id` of a noun: random, unique, never edited."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=LENGTH, unique=True, editable=False, default=new_public_id)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for derived in ("max_length", "unique", "editable", "default"):
            kwargs.pop(derived, None)
        return name, path, args, kwargs
