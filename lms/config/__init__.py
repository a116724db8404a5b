"""Wiring: settings, root URLs, Celery, WSGI. Imported by nobody."""

from lms.config.celery import app as celery_app

__all__ = ["celery_app"]
