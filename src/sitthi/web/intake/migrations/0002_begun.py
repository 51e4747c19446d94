"""Counts how often a job of a set began and did not end."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the count."""

    dependencies: ClassVar = [("intake", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="upload", name="n_begun", field=models.PositiveSmallIntegerField(default=0)
        ),
    ]
