from certificates.views.own import download, own
from certificates.views.public import lookup, verify

__all__ = ["download", "lookup", "own", "verify"]
