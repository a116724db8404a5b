"""Pages of learning. One door, one action, one answer each."""

from lms.views.scorm_runtime import scorm_commit, scorm_replay

__all__ = ["scorm_commit", "scorm_replay"]
