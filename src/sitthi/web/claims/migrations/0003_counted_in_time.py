"""Lays an index from which the monthly table is counted."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Widens the index of discharges to all that the table counts by."""

    dependencies: ClassVar = [("claims", "0002_events_stay")]

    operations: ClassVar = [
        migrations.RemoveIndex(model_name="claimcase", name="case_discharged"),
        migrations.AddIndex(
            model_name="claimcase",
            index=models.Index(
                fields=[
                    "hospital",
                    "patient_type",
                    "discharged_at",
                    "fund",
                    "ward",
                    "physician",
                    "claim_due_at",
                    "sent_at",
                    "n_lost",
                ],
                name="case_in_time",
            ),
        ),
    ]
