from diversity_training.models.access import DeskAccess
from diversity_training.models.analysis import NeedsAnalysis
from diversity_training.models.message import BookingMessage
from diversity_training.models.offer import Topic, TrainingOffer
from diversity_training.models.proposal import Proposal
from diversity_training.models.request import TrainingRequest
from diversity_training.models.sharing import AttendanceShare, AttendanceShareQuerySet
from diversity_training.models.team import Department, Substitution
from diversity_training.models.trained import RenewalInterval, TrainedCount

__all__ = [
    "AttendanceShare",
    "AttendanceShareQuerySet",
    "BookingMessage",
    "Department",
    "DeskAccess",
    "NeedsAnalysis",
    "Proposal",
    "RenewalInterval",
    "Substitution",
    "Topic",
    "TrainedCount",
    "TrainingOffer",
    "TrainingRequest",
]
