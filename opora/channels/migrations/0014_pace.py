"""So many letters a minute leave from a mailbox."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("channels", "0013_proof")]

    operations = [
        migrations.AddField(model_name="mailbox", name="letters_a_minute", field=models.PositiveIntegerField(null=True)),
        migrations.AddIndex(
            model_name="outbound",
            index=models.Index(condition=Q(("tried_at__isnull", False)), fields=["mailbox", "tried_at"],
                               name="outbound_pace"),
        ),
    ]  # fmt: skip
