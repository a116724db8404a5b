"""Certificates are set in real fonts."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def with_fonts(ready_fonts):
    """Every certificate is set in the real fonts."""


@pytest.fixture(autouse=True)
def fresh_rates():
    """No test inherits the attempts of another, here or elsewhere."""
    cache.clear()
    yield
    cache.clear()
