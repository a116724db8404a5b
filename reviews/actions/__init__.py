"""Wanting a review, handing in, releasing, giving back, and publishing on the day that was planned."""
