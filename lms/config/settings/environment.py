"""The environment, read once."""

from lms.config import env as _env

ENV = _env.read()
BASE_DIR = _env.BASE_DIR
