from notifications.models.letter import Letter

__all__ = ["Letter"]
