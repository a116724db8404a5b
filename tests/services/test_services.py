"""The same code on PostgreSQL and Redis: `make test-services` brings both."""

import pytest
from django.core.cache import cache
from django.db import connection

from lms.config.celery import app

pytestmark = pytest.mark.services


def test_the_suite_runs_on_postgresql(db):
    assert connection.vendor == "postgresql"


def test_the_cache_is_redis():
    cache.set("greeting", "Grüß Gott", 30)
    assert cache.get("greeting") == "Grüß Gott"
    assert type(cache).__module__ == "django.utils.connection"
    assert type(cache._cache).__name__ == "RedisCacheClient"


def test_a_doorbell_reaches_the_broker():
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1)
        assert broker.transport.driver_type == "redis"
        app.send_task("jobs.tasks.reap", queue="tried", connection=broker)
        message = broker.SimpleQueue("tried").get(timeout=5)
        message.ack()
        assert message.headers["task"] == "jobs.tasks.reap"
