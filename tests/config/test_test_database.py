"""The test database itself: what a test may rely on."""

import pytest
from django.contrib.auth.models import Group
from django.db import connections, transaction

from tests import database


def ask(alias, statement):
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.mark.django_db(databases=["default", "owner"])
def test_tests_speak_as_the_application_and_the_owner_stands_by():
    assert ask("default", "select current_user") == "kehu_app"
    assert ask("owner", "select current_user") == "kehu_owner"


@pytest.mark.django_db(databases=["default", "owner"])
def test_both_aliases_lead_to_this_process_own_database():
    assert ask("default", "select current_database()") == ask("owner", "select current_database()")
    assert ask("default", "select current_database()").startswith(database.PREFIX)


@pytest.mark.parametrize("time", ["first", "second"])
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_a_test_commits_is_gone_before_the_next(time):
    assert not Group.objects.using("owner").filter(name="left behind").exists()

    with transaction.atomic("owner"):
        Group.objects.using("owner").create(name="left behind")


@pytest.mark.django_db
def test_the_template_is_kept_for_the_next_run():
    with database.as_owner() as owner:
        assert database.comment(owner, database.TEMPLATE) == database.fingerprint()
