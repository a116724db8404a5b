from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Lets the wiring check itself; it owns no table."""

    name = "lms.config"
    label = "wiring"

    def ready(self) -> None:
        from lms.config import checks, safety_checks  # noqa: F401  registers
