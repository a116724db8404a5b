"""A number typed from paper is understood; a made-up one is not."""

import pytest

from certificates.numbers import genuine_number, number_for


@pytest.fixture
def number() -> str:
    return number_for(network_code="NI", year=2026, sequence=110)


def test_the_number_has_network_year_sequence_and_eight_signs_of_check(number):
    stem, check = number.rsplit("-", 1)
    assert stem == "IQ-NI-2026-000110"
    assert len(check) == 8
    assert set(check) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@pytest.mark.parametrize(
    "mistype",
    [
        str.lower,
        lambda n: n.replace("-", ""),
        lambda n: n.replace("-", " – "),
        lambda n: f"  {n}\n",
        lambda n: n.replace("000110", "OOOllo"),
        lambda n: n.replace("IQ-NI", "1Q-N1"),
        lambda n: n[:-8] + n[-8:].replace("0", "O").replace("1", "I"),
    ],
)
def test_a_number_typed_sloppily_is_understood(number, mistype):
    assert genuine_number(mistype(number)) == number


@pytest.mark.parametrize(
    "made_up",
    ["", "IQ", "IQ-NI-2026-000110", "IQ-NI-2026-000110-00000000", "XX-NI-2026-000110-7F4KQ9PX", "\0" * 50, "ا" * 200],
)
def test_a_made_up_number_is_not_ours(made_up):
    assert genuine_number(made_up) is None


def test_one_changed_sign_anywhere_breaks_the_check(number):
    for index, sign in enumerate(number):
        if sign == "-":
            continue
        other = "7" if sign != "7" else "8"
        assert genuine_number(number[:index] + other + number[index + 1 :]) is None


def test_a_number_signed_by_an_older_key_still_holds(settings, number):
    settings.KEY_RING = ["a new first key", *settings.KEY_RING]
    assert genuine_number(number) == number
    assert number_for(network_code="NI", year=2026, sequence=110) != number


def test_long_sequences_and_codes_are_understood():
    big = number_for(network_code="NRWEST", year=2026, sequence=12_345_678)
    assert genuine_number(big.replace("-", "").lower()) == big
