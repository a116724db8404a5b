"""Databases, clocks and people that every test may use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from tests import databases
from tests.clients import SignedInClient

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's sync API keeps a loop in the test thread


# What a property is tried with depends on the code alone, and how long that takes on nothing we test.
# `--hypothesis-profile=wander` looks at other examples each time.
HOUSE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis.register_profile("house", derandomize=True, database=None, **HOUSE)
hypothesis.register_profile("wander", **HOUSE)
hypothesis.load_profile("house")


DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def _uses_database(item: pytest.Item) -> bool:
    is_marked = item.get_closest_marker("django_db") or item.get_closest_marker("services")
    return bool(is_marked) or bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """
    Begin with the files that need services: some take minutes, and begun last they would keep one worker alone.

    What asks no database is the same on each, and has run on SQLite: on PostgreSQL it is left out.
    """
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        left_out = [item for item in items if not _uses_database(item) and not item.get_closest_marker("journey")]
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]
    slow = {item.path for item in items if item.get_closest_marker("services")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """Work on a copy of the migrated template, and take a new copy after each test that commits."""
    with django_db_blocker.unblock():
        database = databases.make(tmp_path_factory.mktemp("db"))
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: database.restore())
    yield
    patch.undo()
    with django_db_blocker.unblock():
        database.drop()


@pytest.fixture(scope="session", autouse=True)
def own_cache(worker_id: str) -> None:
    """Give each parallel worker a Redis database of its own: emptying the cache must not empty a neighbour's."""
    for name, cache_settings in settings.CACHES.items():
        if worker_id != "master" and str(cache_settings.get("LOCATION", "")).startswith("redis://"):
            server = cache_settings["LOCATION"].rsplit("/", 1)[0]
            cache_settings["LOCATION"] = f"{server}/{1 + int(worker_id.removeprefix('gw'))}"
            with suppress(AttributeError):  # nobody has asked for it yet
                del caches[name]


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Rate limits, cached pages and the catalogue in memory of one test must not meet the next one."""
    from courses.search import memory

    yield
    memory.forget()
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True)
def source_language() -> None:
    """Begin every test in German: a page asked for in Arabic leaves its language in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def at() -> datetime:
    """A fixed moment: Monday, 2 March 2026, 10:00 in Berlin."""
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def run_jobs() -> Callable[[datetime], int]:
    """Run all jobs that are due, in this process."""
    from jobs import actions

    return lambda at: actions.run_due(at=at)


@pytest.fixture
def client() -> SignedInClient:
    """A browser; `client.force_login(person)` signs in with all factors that the person needs."""
    return SignedInClient()


@pytest.fixture(scope="session")
def ready_fonts() -> None:
    """Make the fonts of certificates, as set-up does."""
    from certificates import fonts

    try:
        fonts.prepare()
    except fonts.FontSourcesMissing as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(problem))
