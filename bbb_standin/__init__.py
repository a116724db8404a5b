"""A stand-in for a BigBlueButton server, as a process of its own: `python -m bbb_standin`."""
