"""What operators watch: logs, metrics, the contact for people who find a hole."""

from pathlib import Path
from typing import Any

from lms.config import env as _env
from lms.config.settings.environment import ENV

# Lines go to standard error; whoever runs the process keeps them (90 days) and turns them over.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "operations.logs.JsonFormatter"},
        "plain": {"()": "operations.logs.PlainFormatter"},
    },
    "filters": {"numbered": {"()": "operations.logs.Numbered"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stderr",  # standard output belongs to commands such as print_roles
            "formatter": ENV.log_format,
            "filters": ["numbered"],
        }
    },
    "root": {"handlers": ["console"], "level": ENV.log_level},
    "loggers": {
        # Django brings handlers of its own for these; one event is one line.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # Missing pages and refused forms stand in the request's own line.
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        # One line a task from us (operations.receivers), not three from Celery.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "ERROR"},
        "kombu.connection": {"level": "ERROR"},  # it warns that the broker made of files has no host name
        # Below that they write whole addresses, signatures of BigBlueButton calls included.
        "urllib3.connection": {"level": "ERROR"},
        "urllib3.connectionpool": {"level": "ERROR"},
        # Monitors ask for heads; gunicorn warns each time that it keeps the body back.
        "gunicorn.http.wsgi": {"level": "ERROR"},
        # Each change of a page would write a dozen lines; the audit trail knows who changed what.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "PIL": {"level": "WARNING"},
    },
}
REQUEST_NUMBER = "operations.numbers.current"  # dotted function -> the number of the request or task, or ""
TRUSTS_PROXY = ENV.trusts_proxy

METRICS_TOKEN = ENV.metrics_token
METRICS_DIR = ENV.metrics_dir
if METRICS_DIR:
    Path(METRICS_DIR).mkdir(parents=True, exist_ok=True)
    _env.hand_on("PROMETHEUS_MULTIPROC_DIR", METRICS_DIR)  # where prometheus_client looks

SECURITY_CONTACT = list(ENV.security_contact)
SECURITY_EXPIRES = ENV.security_expires
