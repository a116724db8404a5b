"""Settings of the processes that the kill test starts and kills: real ones, with a short lease so that it can wait."""

from lms.config.settings import *  # noqa: F403

JOB_LEASE_SECONDS = 3
SCORM_COMMITS_PER_MINUTE = None  # learners here are faster than any player
ALLOWED_HOSTS = ["localhost", ".scorm.localhost"]
