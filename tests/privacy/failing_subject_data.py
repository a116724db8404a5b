"""An app whose erasure fails."""


def export(*, person):
    return {}


def kept(*, person):
    return []


def erase(*, person, at):
    raise RuntimeError("disk full")


def sweep(*, at):
    raise RuntimeError("disk full")
