"""Where triggers mark a change of what seldom changes; each room marks its own tables in a migration of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("room", models.SlugField(primary_key=True, serialize=False)),
                ("value", models.CharField(max_length=36)),
            ],
        ),
    ]
