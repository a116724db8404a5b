"""Numbers the product must keep, each beside the bare view of the same run. `make bench`, `make bench NAME=commit`."""
