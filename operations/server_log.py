"""gunicorn's own lines in the form of ours: `gunicorn --logger-class operations.server_log.ServerLog`."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]


class ServerLog(Logger):  # type: ignore[misc]
    """Start, stop and dead workers through the house's formatter; requests are logged by operations.request_log."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        from operations.logs import JsonFormatter

        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())
