from scorm.models.call_log import CallLogOrder, CallLogPart
from scorm.models.launch import CommitLog, EndReason, LateDecision, Launch
from scorm.models.package import Package, PackageFile, PackageVersion, Standard, VersionState
from scorm.models.phone_check import PhoneCheck, PhoneFit
from scorm.models.refused_commit import RefusedCommit
from scorm.models.registration import Attempt, AttemptMode, AttemptState, Completion, Counting, Registration, Success
from scorm.models.sco import Sco, ScoKind
from scorm.models.sco_state import Interaction, ScoState

__all__ = [
    "Attempt",
    "AttemptMode",
    "AttemptState",
    "CallLogOrder",
    "CallLogPart",
    "CommitLog",
    "Completion",
    "Counting",
    "EndReason",
    "Interaction",
    "LateDecision",
    "Launch",
    "Package",
    "PackageFile",
    "PackageVersion",
    "PhoneCheck",
    "PhoneFit",
    "RefusedCommit",
    "Registration",
    "Sco",
    "ScoKind",
    "ScoState",
    "Standard",
    "Success",
    "VersionState",
]
