"""Anonymous questions before, at the end of and after a training."""
