from media.models.document import Document
from media.models.film import CaptionTrack, Film, FilmText, Transcript
from media.models.image import LICENCE_ADDRESSES, Image, Licence, Rendition
from media.models.logo import FundingLogo, PartnerLogo
from media.models.private_file import PrivateFile
from media.models.stored import Stored

__all__ = [
    "LICENCE_ADDRESSES",
    "CaptionTrack",
    "Document",
    "Film",
    "FilmText",
    "FundingLogo",
    "Image",
    "Licence",
    "PartnerLogo",
    "PrivateFile",
    "Rendition",
    "Stored",
    "Transcript",
]
