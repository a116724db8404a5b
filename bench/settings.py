"""The product's own settings on the bench's PostgreSQL; only what would slow the set-up or stop the load differs."""

from lms.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SCORM_COMMITS_PER_MINUTE = None  # a learner commits now and then; sixteen benches commit as fast as they are answered
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
