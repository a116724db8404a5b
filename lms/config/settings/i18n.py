"""Languages and time. German is the source; the path prefix is the language of the interface."""

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English"), ("ar", "العربية")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["ui.formats"]  # day first, 24 hours, in every language
TIME_ZONE = "Europe/Berlin"
LANGUAGE_COOKIE_SAMESITE = "Lax"
