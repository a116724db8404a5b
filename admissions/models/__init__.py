from admissions.models.place import Place, PlaceQuerySet

__all__ = ["Place", "PlaceQuerySet"]
