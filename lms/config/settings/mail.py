"""One way out for letters."""

from typing import Any

import environ

from lms.config.settings.environment import ENV

PORTS = {"": 25, "tls": 587, "ssl": 465}


def _server(url: str) -> dict[str, Any]:
    """Return Django's names for what the address says: ?tls=1 turns to TLS after a greeting, ?ssl=1 begins with it."""
    way = next((way for way in ("ssl", "tls") if url.endswith(f"?{way}=1")), "")
    found = environ.Env.email_url_config(url.replace("smtp://", f"smtp+{way}://", 1) if way else url)
    return {
        "EMAIL_HOST": found["EMAIL_HOST"],
        "EMAIL_PORT": found["EMAIL_PORT"] or PORTS[way],
        "EMAIL_HOST_USER": found["EMAIL_HOST_USER"] or "",
        "EMAIL_HOST_PASSWORD": found["EMAIL_HOST_PASSWORD"] or "",
        "EMAIL_USE_TLS": bool(found.get("EMAIL_USE_TLS")),
        "EMAIL_USE_SSL": bool(found.get("EMAIL_USE_SSL")),
    }


DEFAULT_FROM_EMAIL = ENV.mail_from
SERVER_EMAIL = ENV.mail_from
if ENV.smtp_url:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(_server(ENV.smtp_url))
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(ENV.data_dir / "mail")
