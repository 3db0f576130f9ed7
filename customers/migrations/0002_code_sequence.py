from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE customers_code_sequence AS bigint",
            "DROP SEQUENCE customers_code_sequence",
        )
    ]
