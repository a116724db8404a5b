"""Settings of a house that has nothing of ours but the engine."""

import tempfile
from pathlib import Path

_scratch = Path(tempfile.mkdtemp(prefix="other-house-"))
HERE = "tests.scorm_alone.other_house"

SECRET_KEY = "of another house"
ALLOWED_HOSTS = ["lms.example", ".content.example"]
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.staticfiles", "scorm"]
MIDDLEWARE = [f"{HERE}.hosts.content_host"]
ROOT_URLCONF = f"{HERE}.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(_scratch / "db.sqlite3")}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "de"
USE_TZ = True
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "packages": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(_scratch / "packages"), "base_url": None},
    },
}

SITE_ORIGIN = "https://lms.example"
CONTENT_ORIGIN = "https://{label}.content.example"
SESSION_COOKIE_DOMAIN = None
CSRF_COOKIE_DOMAIN = None
SCORM_OWNER_MODEL = "auth.Group"
SCORM_STORAGE = "packages"
SCORM_AUDIT = f"{HERE}.doors.audit"
SCORM_MAY = f"{HERE}.doors.may"
SCORM_ENQUEUE = f"{HERE}.doors.enqueue"
