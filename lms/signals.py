"""Facts this floor announces to those above it; sent after commit, with ids only."""

from django.dispatch import Signal

# An enrolment was completed: every required unit of its run is done. Sent with `enrolment_id`.
course_completed = Signal()

# The list of a session was confirmed: presence and hours are final. Sent with `session_id`.
session_closed = Signal()
