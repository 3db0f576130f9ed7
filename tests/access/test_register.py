"""No text column of ours is forgotten in the personal data register, and no copy of it is unsaid."""

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from access.encryption import EncryptedField
from access.register import PLAIN, REGISTER, Erased, declare
from audit.protection import past_of, recorded_models

TEXT = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.GenericIPAddressField,
    ArrayField,
)


def ours():
    for app in settings.FIRST_PARTY_APPS:
        for model in apps.get_app_config(app).get_models():
            if not hasattr(model, "instance_type"):
                yield model


def text_columns():
    for model in ours():
        for field in model._meta.concrete_fields:
            if isinstance(field, TEXT) and not field.choices:
                yield f"{model._meta.label}.{field.name}", field


def test_every_text_column_is_in_the_register_or_declared_plain():
    assert {name for name, _ in text_columns()} == REGISTER.keys() | PLAIN


def test_every_encrypted_column_is_erased_with_its_key():
    encrypted = {name for name, field in text_columns() if isinstance(field, EncryptedField)}

    assert {name for name in encrypted if REGISTER[name].erased is not Erased.WITH_KEY} == set()
    assert {name for name, entry in REGISTER.items() if entry.erased is Erased.WITH_KEY} == encrypted


def test_what_history_copies_is_said():
    copied = {
        f"{model._meta.label}.{field.name}" for model in recorded_models() for field in past_of(model).tracked_fields
    }

    assert {name for name, entry in REGISTER.items() if "history" in entry.copies} == copied & REGISTER.keys()


def test_what_is_erased_in_place_is_never_in_history():
    kept = {name for name, entry in REGISTER.items() if entry.erased is Erased.IN_PLACE}
    copied = {
        f"{model._meta.label}.{field.name}" for model in recorded_models() for field in past_of(model).tracked_fields
    }

    assert kept & copied == set()


def test_a_column_is_declared_once():
    with pytest.raises(ValueError, match="Declared twice: access.User.username"):
        declare({}, plain={"access.User.username"})
