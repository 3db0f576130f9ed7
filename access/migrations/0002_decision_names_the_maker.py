"""A decision names the maker of its very request, so that maker ≠ checker holds in the database itself."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE access_decision ADD CONSTRAINT decision_names_the_maker"
            " FOREIGN KEY (request_id, maker_id) REFERENCES access_request (id, maker_id)",
            "ALTER TABLE access_decision DROP CONSTRAINT decision_names_the_maker",
        )
    ]
