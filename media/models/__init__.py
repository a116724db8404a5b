from media.models.document import Document
from media.models.image import Image, Rendition
from media.models.logo import FundingLogo, PartnerLogo
from media.models.private_file import PrivateFile

__all__ = ["Document", "FundingLogo", "Image", "PartnerLogo", "PrivateFile", "Rendition"]
