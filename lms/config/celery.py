"""The Celery app. Tasks are found in each app's tasks.py."""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.config.settings")
app = Celery("lernbruecke")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_the_house_logging(**kwargs: Any) -> None:
    """Leave logging as settings have it (LB_LOG_FORMAT, LB_LOG_LEVEL): unheard, Celery adds lines of its own."""
