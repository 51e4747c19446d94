"""Lays an index by which the cases of a physician are read in the order of a list."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the index."""

    dependencies: ClassVar = [("claims", "0004_slip_taken_back")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="claimcase",
            index=models.Index(
                fields=["hospital", "physician", "is_open", "sorts_at", "id"], name="case_physician"
            ),
        ),
    ]
