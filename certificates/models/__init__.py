from certificates.models.certificate import Certificate, CertificateQuerySet, CertificateState
from certificates.models.counter import CertificateCounter

__all__ = ["Certificate", "CertificateCounter", "CertificateQuerySet", "CertificateState"]
