"""
The bare view: the least that any Django view with the same duty must do, as reference of all throughput ratios.

Session and user by the stock middleware (two statements), JSON parsed, one row upserted (the third). Served by the
same gunicorn on the same PostgreSQL in the same run.

    python -m bench.bare_view 16      makes tables and 16 signed-in learners, prints their session keys as JSON
    gunicorn bench.bare_view:application
"""

from __future__ import annotations

import json
import os
import sys

import django
import environ
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.urls import path

if not settings.configured:
    settings.configure(
        SECRET_KEY="bench only",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        DATABASES={
            "default": {**environ.Env.db_url_config(os.environ["BENCH_BARE_DATABASE_URL"]), "CONN_MAX_AGE": None},
        },
    )
    django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection

TABLE = """
CREATE TABLE IF NOT EXISTS bare_attempt (
    user_id integer PRIMARY KEY, document jsonb NOT NULL, changed_at timestamptz NOT NULL DEFAULT now()
)
"""
UPSERT = """
INSERT INTO bare_attempt (user_id, document) VALUES (%s, %s)
ON CONFLICT (user_id) DO UPDATE SET document = excluded.document, changed_at = now()
"""


def commit(request: HttpRequest) -> HttpResponse:
    """Store the whole document of the signed-in learner."""
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    document = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [request.user.pk, json.dumps(document)])
    return JsonResponse({"result": True})


urlpatterns = [path("commit", commit)]
application = get_wsgi_application()


def seed(count: int) -> list[str]:
    """Make tables and signed-in learners; return their session keys."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    keys = []
    for number in range(count):
        user = get_user_model().objects.create(username=f"learner{number}", password="!")
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        keys.append(session.session_key)
    return keys


if __name__ == "__main__":
    print(json.dumps(seed(int(sys.argv[1]))))
