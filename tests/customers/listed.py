"""The listed companies as customers: names of the trade, quickly made."""

import csv

from django.db import connection

from access.data_keys import Keyring, conceal
from audit.history import acting
from config.installation import PROJECT
from customers import search
from customers.models import Customer

LISTED = PROJECT.parent / "shared" / "data" / "listed-companies.csv"


def companies(portfolio, clerk):
    """Make every listed company a customer of ``portfolio``, with its own code and published mnemonic."""
    with LISTED.open(encoding="utf-8") as file:
        made = [
            Customer(
                code=row["code"], name=row["name"], mnemonic=row["mnemonic"], portfolio=portfolio, created_by=clerk
            )
            for row in csv.DictReader(file)
        ]
    ring = Keyring().load([customer.pk for customer in made], make=True)
    for customer in made:
        conceal(customer, ring=ring, name_encrypted=customer.name)
    with acting(actor=clerk, kind="tests.listed", channel="command"):
        Customer.objects.bulk_create(made, batch_size=2_000)
    search.save(search.row_of(one, contacts=[], bank_accounts=[], categories=[]) for one in made)
    with connection.cursor() as cursor:  # as the server itself does within a minute of so many new rows
        cursor.execute("ANALYZE customers_customer, customers_customersearch")
