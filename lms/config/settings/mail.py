"""One way out for letters."""

import environ

from lms.config.settings.environment import ENV

DEFAULT_FROM_EMAIL = ENV.mail_from
SERVER_EMAIL = ENV.mail_from
if ENV.smtp_url:
    _smtp = environ.Env.email_url_config(
        ENV.smtp_url.replace("smtp://", "smtp+tls://", 1) if "tls=1" in ENV.smtp_url else ENV.smtp_url
    )
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _smtp["EMAIL_HOST"]
    EMAIL_PORT = _smtp["EMAIL_PORT"] or 25
    EMAIL_HOST_USER = _smtp["EMAIL_HOST_USER"] or ""
    EMAIL_HOST_PASSWORD = _smtp["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS = bool(_smtp.get("EMAIL_USE_TLS"))
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(ENV.data_dir / "mail")
