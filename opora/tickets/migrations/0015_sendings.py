"""A text that was sent waits for some seconds, so that it can be taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0014_scanned_files")]
    operations = [
        migrations.AddField(model_name="draft", name="leaves_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="draft", name="options", field=models.JSONField(default=dict)),
    ]
