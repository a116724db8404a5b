"""The back office of learning: participants of a run, and the lists of its sessions."""
