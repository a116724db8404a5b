"""The product's own settings on the bench's PostgreSQL; only what would slow the set-up or stop the load differs."""

from lms.config.settings import *  # noqa: F403
from lms.config.settings import JOB_KINDS as _KINDS
from lms.config.settings.environment import ENV

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SCORM_COMMITS_PER_MINUTE = None  # a learner commits now and then; sixteen benches commit as fast as they are answered
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = ENV.redis_url or "memory://"  # the bench `queue` brings a Redis
JOB_KINDS = {**_KINDS, "bench.tick": "bench.queue.tick"}
JOB_LEASE_SECONDS = 10
CELERY_BEAT_SCHEDULE = {"reap-jobs": {"task": "jobs.tasks.reap", "schedule": 2.0}}
