"""Settings of the whole stack: those of an installation, but static files lie with the test and nothing is sent."""

from lms.config.settings import *  # noqa: F403
from lms.config.settings import CELERY_BEAT_SCHEDULE as _RINGS
from lms.config.settings.environment import ENV

STATIC_ROOT = ENV.data_dir / "staticfiles"
JOB_LEASE_SECONDS = 3  # a killed worker's jobs are found again while the test can wait
SCORM_COMMITS_PER_MINUTE = None  # learners here are faster than any player
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
CELERY_BEAT_SCHEDULE = {**_RINGS, "reap-jobs": {**_RINGS["reap-jobs"], "schedule": 2.0}}
