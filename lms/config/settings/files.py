"""Static files and the storages of everything uploaded."""

from typing import Any

from lms.config.settings.environment import BASE_DIR, ENV

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    (prefix, str(folder))
    for prefix, folder in [("vendor/scorm-again", NODE_MODULES / "scorm-again" / "dist" / "esm")]
    if folder.exists()
]
WHITENOISE_USE_FINDERS = ENV.mode == "embedded"
WHITENOISE_AUTOREFRESH = False

MEDIA_ROOT = ENV.data_dir / "media" / "public"
MEDIA_URL = "/media/"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = [
    "lms.config.uploads.UploadDoor",  # first: it refuses before the others read
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(MEDIA_ROOT), "base_url": MEDIA_URL},
    },
    # No base_url: what is private is only ever served by a view that asks who is looking.
    "private": {
        "BACKEND": "media.storages.AddresslessStorage",
        "OPTIONS": {"location": str(ENV.data_dir / "media" / "private")},
    },
    "scorm": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(ENV.data_dir / "media" / "scorm"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if ENV.mode == "services":
    STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}

FONT_DIR = ENV.data_dir / "fonts"  # made by `manage.py prepare_fonts` from the woff2 subsets of npm
FONT_SOURCES = {
    "noto-sans": NODE_MODULES / "@fontsource-variable" / "noto-sans" / "files",
    "vazirmatn": NODE_MODULES / "@fontsource-variable" / "vazirmatn" / "files",
}
