"""Celery rings doorbells; the rows of `jobs` are the truth. Without Redis the broker is a folder."""

from celery.schedules import crontab

from lms.config.settings.environment import ENV

if ENV.redis_url:
    CELERY_BROKER_URL = ENV.redis_url
else:
    CELERY_BROKER_URL = "folder://"  # lms/config/folder_broker.py
    _queue = ENV.data_dir / "broker" / "queue"
    _control = ENV.data_dir / "broker" / "control"
    for _folder in (_queue, _control):
        _folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue),
        "data_folder_out": str(_queue),
        "control_folder": str(_control),
        "store_processed": False,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = "Europe/Berlin"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(ENV.data_dir / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "operations.tasks.tick", "schedule": 60.0},
    "reap-jobs": {"task": "jobs.tasks.reap", "schedule": 30.0},
    "publish-what-is-due": {"task": "reviews.tasks.publish_what_is_due", "schedule": 60.0},
    # A minute's bell that nobody heard is no use a minute later.
    "poll-conference-servers": {
        "task": "live_sessions.tasks.poll_servers",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "plan-reminders": {"task": "courses.tasks.plan_reminders", "schedule": 300.0, "options": {"expires": 290}},
    "open-due-runs": {"task": "courses.tasks.open_due_runs", "schedule": crontab(hour=0, minute=5)},
    # Before the due ones are closed, as a training that has moved takes its surveys along.
    "keep-surveys-in-step": {"task": "lms.tasks.keep_surveys_in_step", "schedule": crontab(hour=0, minute=10)},
    "close-due-surveys": {"task": "surveys.tasks.close_due_surveys", "schedule": crontab(hour=0, minute=15)},
    "remind-of-openings": {"task": "opening_process.tasks.remind_of_openings", "schedule": crontab(hour=6, minute=20)},
    "return-seats": {"task": "lms.tasks.return_seats", "schedule": crontab(hour=0, minute=20)},
    "remind-of-seats": {"task": "lms.tasks.remind_of_seats", "schedule": crontab(hour=9, minute=0)},
    # In the morning, when a working day is planned.
    "tell-of-submissions": {"task": "lms.tasks.tell_of_submissions", "schedule": crontab(hour=7, minute=0)},
    "move-bookings-on": {"task": "diversity_training.tasks.move_bookings_on", "schedule": crontab(hour=0, minute=25)},
    # In the morning, when somebody reads it, and after the nightly return.
    "tell-of-seats": {"task": "diversity_training.tasks.tell_of_seats", "schedule": crontab(hour=7, minute=40)},
    "tell-of-offers": {"task": "diversity_training.tasks.tell_of_offers", "schedule": crontab(hour=7, minute=45)},
    "remind-of-bookings": {
        "task": "diversity_training.tasks.remind_of_bookings",
        "schedule": crontab(hour=7, minute=30),
    },
    # Each hour, so that the first one after midnight sees the runs whose last day is over.
    "recheck-sessions": {
        "task": "lms.tasks.recheck_sessions",
        "schedule": crontab(minute=10),
        "options": {"expires": 3_000},
    },
    "sweep": {"task": "privacy.tasks.sweep", "schedule": crontab(hour=3, minute=20)},
}
