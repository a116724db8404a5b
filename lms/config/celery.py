"""The Celery app. Tasks are found in each app's tasks.py."""

import os
from typing import Any

from celery import Celery, signals

from lms.config import folder_broker, signs_of_life

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")
folder_broker.register()
app = Celery("lernbruecke")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_the_house_logging(**kwargs: Any) -> None:
    """Leave logging as settings have it (LB_LOG_FORMAT, LB_LOG_LEVEL): unheard, Celery adds lines of its own."""


@signals.heartbeat_sent.connect
def worker_lives(**kwargs: Any) -> None:
    signs_of_life.give("worker")


@signals.beat_init.connect
def beat_starts(**kwargs: Any) -> None:
    """From now on each ring of the clock is a sign of life; other processes ring too and are not the clock."""
    signals.before_task_publish.connect(beat_lives)
    signs_of_life.give("beat")


def beat_lives(**kwargs: Any) -> None:
    signs_of_life.give("beat")
