"""Lets a slip say that a hand-over was taken back before anybody answered it."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds one more answer; no row changes."""

    dependencies: ClassVar = [
        ("claims", "0003_counted_in_time"),
    ]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="slipline",
            name="answer",
            field=models.CharField(
                choices=[
                    ("pending", "Waiting for an answer"),
                    ("accepted", "Accepted"),
                    ("refused", "Refused"),
                    ("taken_back", "Taken back"),
                ],
                default="pending",
                max_length=10,
            ),
        ),
    ]
