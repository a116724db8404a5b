"""Certificates are set in real fonts."""

import os

import pytest
from django.core.cache import cache

from certificates import fonts


@pytest.fixture(scope="session", autouse=True)
def ready_fonts():
    try:
        fonts.prepare()
    except fonts.FontSourcesMissing as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(problem))


@pytest.fixture(autouse=True)
def fresh_rates():
    """No test inherits the attempts of another, here or elsewhere."""
    cache.clear()
    yield
    cache.clear()
