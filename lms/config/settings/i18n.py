"""Languages and time. German is the source; the path prefix is the language of the interface."""

from lms.config.languages import COMPLETE, further_languages
from lms.config.settings.environment import BASE_DIR

LANGUAGE_CODE = "de"
LOCALE_PATHS = [str(BASE_DIR / "locale")]
LANGUAGES = [*COMPLETE, *further_languages(BASE_DIR / "locale")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["ui.formats"]  # day first, 24 hours, in every language
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"  # what the picker writes and reads back: a date typed otherwise would jump to today
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
TIME_ZONE = "Europe/Berlin"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
