"""Static files and the storages of everything uploaded."""

from typing import Any

from lms.config.settings.environment import BASE_DIR, ENV

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"  # belongs to this very code: its manifest says which hashes are right
PUBLISHED_STATIC = ENV.static_dir  # the web server in front finds there what this code and the last one refer to
NODE_MODULES = BASE_DIR / "node_modules"
WHITENOISE_USE_FINDERS = ENV.mode == "embedded"
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False  # each host has its own copy; nobody else's pages need one

MEDIA_ROOT = ENV.data_dir / "media" / "public"
MEDIA_URL = "/media/"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # an item of a curriculum has ten; Django's 1 000 end at a course of 90 items
FILE_UPLOAD_HANDLERS = [
    "lms.config.uploads.UploadDoor",  # first: it refuses before the others read
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "ui.full_disk.RoomOnDisk",
]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(MEDIA_ROOT), "base_url": MEDIA_URL},
    },
    # No base_url: what is private is only ever served by a view that asks who is looking.
    "private": {
        "BACKEND": "media.storages.PrivateStorage",
        "OPTIONS": {"location": str(ENV.data_dir / "media" / "private")},
    },
    "scorm": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(ENV.data_dir / "media" / "scorm"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if ENV.object_storage:
    # One private bucket; the folders are those of the disk. Only installed where it is used: requirements/s3.txt.
    STORAGES |= {
        alias: {
            "BACKEND": f"media.objects.{backend}",
            "OPTIONS": {
                "bucket_name": ENV.object_storage.bucket,
                "endpoint_url": ENV.object_storage.endpoint,
                "region_name": ENV.object_storage.region,
                "access_key": ENV.object_storage.access_key,
                "secret_key": ENV.object_storage.secret_key,
                "location": folder,
            },
        }
        for alias, backend, folder in [
            ("default", "PublicObjects", "public"),
            ("private", "PrivateObjects", "private"),
            ("scorm", "PrivateObjects", "scorm"),
        ]
    }
if ENV.mode == "services":
    STORAGES["staticfiles"] = {"BACKEND": "lms.config.static_storage.HashedStatic"}
    # Uploads of half a gigabyte wait on the disk of the data: /tmp lies in memory there.
    FILE_UPLOAD_TEMP_DIR = str(ENV.data_dir / "uploads")
# A view allows, and nginx in front sends the file (media.acceleration); otherwise Django sends it itself.
IS_ACCELERATED = ENV.is_accelerated
SCORM_ACCELERATE = "lms.config.scorm_wiring.accelerate"

FONT_DIR = ENV.data_dir / "fonts"  # made by `manage.py prepare_fonts` from the woff2 subsets of npm
FONT_SOURCES = {
    "noto-sans": NODE_MODULES / "@fontsource-variable" / "noto-sans" / "files",
    "vazirmatn": NODE_MODULES / "@fontsource-variable" / "vazirmatn" / "files",
}

DOCUMENT_MOST_BYTES = 20 * 1024**2  # a handout is read on a phone with prepaid data
FILM_MOST_BYTES = 200 * 1024**2  # ten minutes in 360 lines take 40 MB
