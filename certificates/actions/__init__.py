from certificates.actions.issuing import issue, retry
from certificates.actions.requesting import request
from certificates.actions.revoking import AlreadyRevoked, ReasonMissing, revoke

__all__ = ["AlreadyRevoked", "ReasonMissing", "issue", "request", "retry", "revoke"]
