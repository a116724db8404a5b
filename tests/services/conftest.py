"""What all tests with real services share."""

import pytest

from tests.services.front import OPEN


@pytest.fixture(autouse=True)
def closed_lines():
    """Hang up after each test."""
    yield
    while OPEN:
        OPEN.pop().close()
