from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.SlugField(unique=True)),
                ('task', models.CharField(max_length=250)),
                ('cron', models.CharField(max_length=80)),
                ('zone', models.CharField(default='UTC', max_length=64)),
                ('next_at', models.DateTimeField()),
                ('fired_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(max_length=250)),
                ('queue', models.CharField(default='default', max_length=32)),
                ('priority', models.SmallIntegerField(default=0)),
                ('arguments', models.JSONField(default=dict)),
                ('unique_key', models.CharField(max_length=250, null=True)),
                ('state', models.CharField(default='ready', max_length=8)),
                ('again', models.BooleanField(default=False)),
                ('run_at', models.DateTimeField()),
                ('enqueued_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('max_attempts', models.PositiveIntegerField(default=8)),
                ('trouble', models.TextField(blank=True)),
                ('error', models.CharField(blank=True, max_length=250)),
                ('result', models.JSONField(null=True)),
                ('lease_id', models.UUIDField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['ready', 'running'])), fields=['-priority', 'id'], name='job_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['ready', 'running', 'done', 'failed'])), name='job_state_known'), models.UniqueConstraint(condition=models.Q(('state__in', ['ready', 'running'])), fields=('unique_key',), name='job_unique_while_live')],
            },
        ),
    ]
