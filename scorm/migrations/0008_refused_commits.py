
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scorm', '0007_silence_and_completion'),
    ]

    operations = [
        migrations.CreateModel(
            name='RefusedCommit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('received_at', models.DateTimeField()),
                ('digest', models.CharField(max_length=64)),
                ('names_elements', models.BooleanField()),
                ('reasons', models.JSONField()),
                ('body', models.TextField()),
                ('launch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refused_commits', to='scorm.launch')),
            ],
            options={
                'verbose_name': 'abgewiesene SCORM-Meldung',
                'verbose_name_plural': 'abgewiesene SCORM-Meldungen',
                'ordering': ['received_at', 'pk'],
                'indexes': [models.Index(fields=['received_at'], name='refused_commits_by_age')],
                'constraints': [models.UniqueConstraint(fields=('launch', 'digest'), name='one_refused_commit')],
            },
        ),
    ]
