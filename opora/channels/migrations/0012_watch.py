"""A mailbox may be in alarm; when its letters came is asked by an index."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("channels", "0011_plus_addresses")]
    operations = [
        migrations.AddField(model_name="mailbox", name="alarm", field=models.CharField(blank=True, max_length=8)),
        migrations.AddField(model_name="mailbox", name="alarm_at", field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="inboundmail", index=models.Index(fields=["mailbox", "kept_at"], name="letter_of_mailbox")
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=Q(alarm="", alarm_at=None) | Q(alarm__in=["failing", "silent"], alarm_at__isnull=False),
                name="mailbox_alarm_known",
            ),
        ),
    ]
