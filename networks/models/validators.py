"""What can be checked of an identifier without asking anybody."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LA_POSTE_SIREN = "356000000"


def luhn_sum(digits: str) -> int:
    """The sum that Luhn's rule wants to be a multiple of ten."""
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if rank % 2 else 1)
        total += value - 9 if value > 9 else value
    return total


def validate_siret(value: str) -> None:
    """Fourteen digits whose key is right.

    The establishments of La Poste follow another rule: the plain sum of their digits is a multiple of five.
    """
    if len(value) != 14 or not (value.isascii() and value.isdigit()):
        raise ValidationError(_("Un SIRET compte 14 chiffres, sans espace."), code="siret_length")
    if luhn_sum(value) % 10 == 0:
        return
    if value.startswith(LA_POSTE_SIREN) and sum(map(int, value)) % 5 == 0:
        return
    raise ValidationError(_("Ce SIRET contient une erreur\u00a0: relisez ses chiffres."), code="siret_key")
