from accounts.models.centre import CounsellingCentre, CounsellingCentreQuerySet, PostcodeArea
from accounts.models.membership import Membership, MembershipQuerySet
from accounts.models.organisation import Employer, Provider
from accounts.models.programme import FundingPeriod, Network, Programme
from accounts.models.region import Land, Language, Region
from accounts.models.start_code import StartCode
from accounts.models.user import User, UserManager

__all__ = [
    "CounsellingCentre",
    "CounsellingCentreQuerySet",
    "Employer",
    "FundingPeriod",
    "Land",
    "Language",
    "Membership",
    "MembershipQuerySet",
    "Network",
    "PostcodeArea",
    "Programme",
    "Provider",
    "Region",
    "StartCode",
    "User",
    "UserManager",
]
