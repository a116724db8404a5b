"""The demo: embedded defaults plus guided personas. `manage.py check --deploy` refuses it in production."""

from lms.config.settings import *  # noqa: F403
from lms.config.settings import INSTALLED_APPS as _APPS
from lms.config.settings.environment import ENV

INSTALLED_APPS = ["demo", *_APPS]
TEMPLATES[0]["OPTIONS"]["context_processors"].append("demo.context.sharing")  # type: ignore[index]
DEMO = True
FRONT_PATH = "demo/"
CONTENT_MIDDLEWARE = ["demo.line.CutLine", *CONTENT_MIDDLEWARE]
DEMO_LINES = str(ENV.data_dir / "lines")  # whose line a visitor has cut (demo.line)
DEMO_STANDIN = ENV.demo_standin  # address and secret of the BigBlueButton stand-in beside the demo; "" is none
DEMO_IS_SHARED = ENV.demo_is_shared  # ui shows the banner "demo only"
CELERY_BEAT_SCHEDULE["demo-sessions"] = {  # so that one is on whenever somebody looks
    "task": "demo.tasks.keep_sessions",
    "schedule": 60.0,
    "options": {"expires": 55},
}
