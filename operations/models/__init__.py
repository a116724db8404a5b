from operations.models.sign_of_life import SignOfLife

__all__ = ["SignOfLife"]
