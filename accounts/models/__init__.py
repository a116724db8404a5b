from accounts.models.membership import Membership, MembershipQuerySet
from accounts.models.organisation import Employer, Provider
from accounts.models.programme import FundingPeriod, Network, Programme
from accounts.models.start_code import StartCode
from accounts.models.user import User, UserManager

__all__ = [
    "Employer",
    "FundingPeriod",
    "Membership",
    "MembershipQuerySet",
    "Network",
    "Programme",
    "Provider",
    "StartCode",
    "User",
    "UserManager",
]
