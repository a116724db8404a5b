"""Every table says why it exists, what it tells about people, when it goes and whose it is."""

from importlib import import_module

import pytest
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey, Model

from accounts.models import Provider
from tests.architecture.house import floors, our_models

MODELS = our_models()
each_model = pytest.mark.parametrize("model", MODELS, ids=[model._meta.label for model in MODELS])


@each_model
def test_a_model_has_a_data_card_of_its_own(model: type[Model]):
    card = model.__dict__.get("DataCard")
    assert card is not None
    assert len(card.purpose) > 10
    assert len(card.retention) >= 5
    assert isinstance(card.personal, dict)
    assert (hasattr(card, "provider"), hasattr(card, "platform")) in {(True, False), (False, True)}


@each_model
def test_what_a_card_calls_personal_is_a_field(model: type[Model]):
    fields = {field.name for field in model._meta.get_fields()}
    assert set(model.__dict__["DataCard"].personal) <= fields


@each_model
def test_a_provider_is_reached_over_keys_that_are_never_empty(model: type[Model]):
    chain = getattr(model.__dict__["DataCard"], "provider", None)
    if chain is None:
        assert len(model.__dict__["DataCard"].platform) > 10
        return
    current: type[Model] = model
    for step in [] if chain == "self" else chain.split("__"):
        try:
            field = current._meta.get_field(step)
        except FieldDoesNotExist:
            pytest.fail(f"{current._meta.label} has no field {step}")
        assert isinstance(field, ForeignKey), f"{current._meta.label}.{step} is no foreign key"
        assert not field.null, f"{current._meta.label}.{step} may be empty"
        current = field.related_model
    assert current is Provider


@each_model
def test_a_model_has_a_docstring_of_its_own(model: type[Model]):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


def test_every_app_with_personal_data_exports_and_erases_it():
    keeping = {model._meta.app_label for model in MODELS if model.__dict__["DataCard"].personal}
    told = {name.split(".")[0] for name in settings.SUBJECT_DATA}
    assert keeping - told == set()


def test_subject_data_is_listed_from_the_top_floor_down():
    heights = [floors()[name.split(".")[0]] for name in settings.SUBJECT_DATA]
    assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize("name", settings.SUBJECT_DATA)
def test_a_subject_data_module_exports_and_erases(name: str):
    module = import_module(name)
    assert callable(module.export)
    assert callable(module.erase)
