"""Doorbells of bookings."""

from celery import shared_task
from django.utils import timezone

from diversity_training.actions import notices, steps


@shared_task
def move_bookings_on() -> None:
    """Bring every booking to where its dates say it is."""
    steps.move_all_on(at=timezone.now())


@shared_task
def remind_of_bookings() -> None:
    """Write once to whoever has had the turn for too long."""
    steps.remind_all(at=timezone.now())


@shared_task
def tell_of_seats() -> None:
    """Tell employers of seats that were declined, go back soon or went back."""
    notices.tell_of_seats(at=timezone.now())


@shared_task
def tell_of_offers() -> None:
    """Tell both sides of offers that run out."""
    notices.tell_of_offers(at=timezone.now())
