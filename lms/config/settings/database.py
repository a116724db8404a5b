"""SQLite where nothing is prepared, PostgreSQL where the environment names one."""

from typing import Any

import environ

from lms.config.settings.environment import ENV

# WAL with IMMEDIATE transactions: with Django's defaults, parallel writers on SQLite see "database is locked".
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-20000;",
}

DATABASES: dict[str, dict[str, Any]]
if ENV.database_url:
    DATABASES = {"default": {**environ.Env.db_url_config(ENV.database_url), "CONN_MAX_AGE": 600}}
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(ENV.data_dir / "lernbruecke.sqlite3"),
            "OPTIONS": SQLITE_OPTIONS,
        }
    }

# "pages" holds whole pages for strangers (cms.page_cache); whoever fills it pushes out nothing else.
CACHES: dict[str, dict[str, Any]]
if ENV.redis_url:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ENV.redis_url},
        "pages": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": ENV.redis_url,
            "KEY_PREFIX": "pages",
        },
    }
else:
    CACHES = {
        name: {
            "BACKEND": "lms.config.file_cache.SharedFiles",
            "LOCATION": str(ENV.data_dir / "cache" / name),
        }
        for name in ("default", "pages")
    }
