"""Indexes for figures as of a day: what came after it, and the open items of today without their rows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_statements'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='openitem',
            name='item_open',
        ),
        migrations.AddIndex(
            model_name='allocation',
            index=models.Index(fields=['effective_date'], name='allocation_by_day'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['posting_date'], name='entry_by_date'),
        ),
        migrations.AddIndex(
            model_name='openitem',
            index=models.Index(condition=models.Q(('open', 0), _negated=True), fields=['account', 'is_debit', 'due_date', 'entry'], include=('open',), name='item_open'),
        ),
    ]
