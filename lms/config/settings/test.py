"""Tests: fast hashing, letters in memory, doorbells nobody hears; tests/conftest.py brings the database."""

import atexit
import shutil
import tempfile
from pathlib import Path

from lms.config.settings import *  # noqa: F403
from lms.config.settings import INSTALLED_APPS as _APPS
from lms.config.settings import STORAGES as _STORAGES
from lms.config.settings.environment import ENV

INSTALLED_APPS = ["demo", *_APPS]
TEMPLATES[0]["OPTIONS"]["context_processors"].append("demo.context.sharing")  # type: ignore[index]
DEMO = True
FRONT_PATH = "demo/"
DEMO_IS_SHARED = False
DEMO_STANDIN = ""
DEBUG = False
LOGGING["root"]["level"] = "WARNING"  # type: ignore[index]  # what a failing test shows is its own business
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = False
if not ENV.redis_url:  # `make test-services` names one
    CELERY_BROKER_URL = "memory://"
    CACHES = {
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
        for name in ("default", "pages")
    }
PAGE_CACHE_SECONDS = 0  # a test that asks twice wants to see what it changed; tests/cms/test_page_cache.py keeps pages
CERTIFICATE_NUMBER_GAP = 0  # numbers that can be foretold; one test in tests/certificates leaves some out
SURVEY_BLUR = 0  # sums that can be computed; tests/surveys/test_blur.py draws lots
_scratch = Path(tempfile.mkdtemp(prefix="lernbruecke-test-"))
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)
STORAGES = {
    name: (
        {**entry, "OPTIONS": {**entry["OPTIONS"], "location": str(_scratch / name)}}
        if "OPTIONS" in entry
        else {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    )
    for name, entry in _STORAGES.items()
}
DEMO_LINES = str(_scratch / "lines")
MEDIA_ROOT = _scratch / "default"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", ".scorm.localhost"]
SITE_ORIGIN = "http://localhost"
CONTENT_ORIGIN = "http://{label}.scorm.localhost"
SECRET_KEY = "tests only"  # noqa: S105
KEY_RING = ["tests only, first", "tests only, older"]
WHITENOISE_AUTOREFRESH = True
