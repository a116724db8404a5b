from diversity_training.models.offer import Topic, TrainingOffer
from diversity_training.models.request import TrainingRequest

__all__ = ["Topic", "TrainingOffer", "TrainingRequest"]
