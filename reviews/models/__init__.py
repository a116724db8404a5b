"""The step of a workflow that a provider's reviewers decide, and each time it was taken."""

from reviews.models.approval import ProviderApproval, ProviderApprovalTask

__all__ = ["ProviderApproval", "ProviderApprovalTask"]
