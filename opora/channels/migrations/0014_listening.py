"""Who listens at a mailbox, and until when that is to be believed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0013_proof")]
    operations = [
        migrations.AddField(model_name="mailbox", name="listen_id", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="mailbox", name="listen_until", field=models.DateTimeField(null=True)),
    ]
