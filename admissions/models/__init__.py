from admissions.models.place import Place, PlaceQuerySet
from admissions.models.seat_block import SeatBlock, SeatBlockQuerySet
from admissions.models.seat_invitation import SeatInvitation

__all__ = ["Place", "PlaceQuerySet", "SeatBlock", "SeatBlockQuerySet", "SeatInvitation"]
