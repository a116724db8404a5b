"""People and organisations for tests."""

from datetime import date

import factory
from django.utils import timezone

from accounts.models import CounsellingCentre, Employer, FundingPeriod, Membership, Network, Programme, Provider, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    full_name = factory.Sequence(lambda n: f"Amina Beispiel {n}")
    password = factory.django.Password("richtig-langes-passwort")


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme

    name = "Integration durch Qualifizierung"


class NetworkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Network

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda n: f"Netzwerk {n}")
    code = factory.Sequence(lambda n: f"N{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}")


class ProviderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Provider

    network = factory.SubFactory(NetworkFactory)
    name = factory.Sequence(lambda n: f"Bildungswerk {n}")
    slug = factory.Sequence(lambda n: f"bildungswerk-{n}")
    city = "Hannover"


class EmployerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Employer

    name = factory.Sequence(lambda n: f"Betrieb {n}")


class MembershipFactory(factory.django.DjangoModelFactory):
    """A trainer by default; say role="coordinator" and so on."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Membership.Role.TRAINER
    provider = factory.SubFactory(ProviderFactory)
    since = factory.LazyFunction(timezone.now)


class CentreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CounsellingCentre

    provider = factory.SubFactory(ProviderFactory)
    name = factory.Sequence(lambda n: f"Beratungsstelle {n}")
    street = "Musterstraße 1"
    postcode = "30159"
    city = "Hannover"
    phone = "0511 123456"


class FundingPeriodFactory(factory.django.DjangoModelFactory):
    """A period that is always on; say starts_on and ends_on otherwise."""

    class Meta:
        model = FundingPeriod

    network = factory.SubFactory(NetworkFactory)
    starts_on = date(2020, 1, 1)
    ends_on = date(2099, 12, 31)
    statement = factory.Sequence(lambda n: f"Gefördert von der Europäischen Union ({n}).")
