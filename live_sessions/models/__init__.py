from live_sessions.models.pool import Reach, ServerPool
from live_sessions.models.server import Health, Server, Signature

__all__ = ["Health", "Reach", "Server", "ServerPool", "Signature"]
