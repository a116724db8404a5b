"""What the demo teaches: real text, written for it."""
