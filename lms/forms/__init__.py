"""The shape of what people type."""

from lms.forms.enrol import EnrolForm
from lms.forms.roster import AddLearnerForm, WithdrawForm

__all__ = ["AddLearnerForm", "EnrolForm", "WithdrawForm"]
