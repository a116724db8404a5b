"""Settings of the house, one small file per concern. Tests and the demo override in files of their own."""

from lms.config.settings.apps import *  # noqa: F403
from lms.config.settings.celery import *  # noqa: F403
from lms.config.settings.database import *  # noqa: F403
from lms.config.settings.domain import *  # noqa: F403
from lms.config.settings.files import *  # noqa: F403
from lms.config.settings.i18n import *  # noqa: F403
from lms.config.settings.mail import *  # noqa: F403
from lms.config.settings.operations import *  # noqa: F403
from lms.config.settings.security import *  # noqa: F403
