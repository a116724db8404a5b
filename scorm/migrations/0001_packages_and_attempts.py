
import django.db.models.deletion
import scorm.models.launch
import scorm.public_ids
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.SCORM_OWNER_MODEL),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', scorm.public_ids.PublicIdField()),
                ('number', models.PositiveIntegerField(default=1)),
                ('mode', models.CharField(choices=[('normal', 'Lernen'), ('preview', 'Vorschau'), ('review', 'Ansehen')], default='normal', max_length=10)),
                ('state', models.CharField(choices=[('active', 'läuft'), ('finished', 'abgeschlossen'), ('abandoned', 'aufgegeben')], default='active', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('last_seen_at', models.DateTimeField()),
                ('completed_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('completion', models.CharField(choices=[('unknown', 'unbekannt'), ('not attempted', 'nicht begonnen'), ('incomplete', 'begonnen'), ('completed', 'abgeschlossen')], default='unknown', max_length=20)),
                ('success', models.CharField(choices=[('unknown', 'unbekannt'), ('passed', 'bestanden'), ('failed', 'nicht bestanden')], default='unknown', max_length=10)),
                ('score', models.DecimalField(decimal_places=4, max_digits=5, null=True)),
                ('progress', models.DecimalField(decimal_places=4, max_digits=5, null=True)),
                ('total_seconds', models.PositiveIntegerField(default=0)),
                ('active_seconds', models.PositiveIntegerField(default=0)),
                ('launch_active_seconds', models.PositiveIntegerField(default=0)),
                ('epoch', models.PositiveIntegerField(default=0)),
                ('seq', models.PositiveBigIntegerField(default=0)),
                ('applied_epoch', models.PositiveIntegerField(default=0)),
                ('is_seed_stale', models.BooleanField(default=False)),
                ('rate_started_at', models.DateTimeField(null=True)),
                ('rate_count', models.PositiveIntegerField(default=0)),
                ('sequencing_state', models.BinaryField(null=True)),
                ('global_objectives', models.JSONField(default=dict)),
                ('shared_data', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'SCORM-Versuch',
                'verbose_name_plural': 'SCORM-Versuche',
            },
        ),
        migrations.CreateModel(
            name='Launch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('epoch', models.PositiveIntegerField()),
                ('nonce', models.CharField(default=scorm.models.launch.new_nonce, editable=False, max_length=24)),
                ('language', models.CharField(max_length=10)),
                ('learner_name', models.CharField(max_length=200)),
                ('return_url', models.CharField(max_length=500)),
                ('replay_url', models.CharField(max_length=500)),
                ('created_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(null=True)),
                ('last_seq', models.PositiveBigIntegerField(default=0)),
                ('last_seen_at', models.DateTimeField(null=True)),
                ('settled_seconds', models.PositiveIntegerField(default=0)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end_reason', models.CharField(blank=True, choices=[('superseded', 'an anderer Stelle geöffnet'), ('timeout', 'lange nichts gehört'), ('forced', 'beendet')], max_length=12)),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='launches', to='scorm.attempt')),
            ],
            options={
                'verbose_name': 'SCORM-Start',
                'verbose_name_plural': 'SCORM-Starts',
            },
        ),
        migrations.CreateModel(
            name='CommitLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveBigIntegerField()),
                ('received_at', models.DateTimeField()),
                ('trigger', models.CharField(max_length=10)),
                ('is_full', models.BooleanField()),
                ('body', models.TextField()),
                ('applied', models.BooleanField(default=False)),
                ('decision', models.CharField(blank=True, choices=[('', 'offen'), ('applied', 'übernommen'), ('dismissed', 'verworfen')], max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('launch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='late_commits', to='scorm.launch')),
            ],
            options={
                'verbose_name': 'verspätete SCORM-Meldung',
                'verbose_name_plural': 'verspätete SCORM-Meldungen',
                'ordering': ['launch_id', 'seq'],
            },
        ),
        migrations.CreateModel(
            name='Package',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', scorm.public_ids.PublicIdField()),
                ('title', models.CharField(max_length=200, verbose_name='Titel')),
                ('created_at', models.DateTimeField(verbose_name='angelegt am')),
                ('archived_at', models.DateTimeField(blank=True, null=True, verbose_name='archiviert am')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.SCORM_OWNER_MODEL, verbose_name='Träger')),
            ],
            options={
                'verbose_name': 'SCORM-Paket',
                'verbose_name_plural': 'SCORM-Pakete',
                'ordering': ['title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PackageVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', scorm.public_ids.PublicIdField()),
                ('number', models.PositiveIntegerField(verbose_name='Version')),
                ('state', models.CharField(choices=[('queued', 'wartet auf Prüfung'), ('checking', 'wird geprüft'), ('ready', 'bereit'), ('failed', 'abgelehnt'), ('retired', 'zurückgezogen')], default='queued', max_length=10, verbose_name='Stand')),
                ('standard', models.CharField(blank=True, choices=[('1.2', 'SCORM 1.2'), ('2004-2', 'SCORM 2004 2nd Edition'), ('2004-3', 'SCORM 2004 3rd Edition'), ('2004-4', 'SCORM 2004 4th Edition')], max_length=10, verbose_name='Standard')),
                ('upload_name', models.CharField(max_length=200, verbose_name='hochgeladene Datei')),
                ('zip_key', models.CharField(blank=True, max_length=200)),
                ('zip_sha256', models.CharField(max_length=64)),
                ('zip_bytes', models.PositiveBigIntegerField()),
                ('unzipped_bytes', models.PositiveBigIntegerField(null=True)),
                ('file_count', models.PositiveIntegerField(null=True)),
                ('manifest', models.JSONField(default=dict)),
                ('report', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(verbose_name='hochgeladen am')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='geprüft am')),
                ('retired_at', models.DateTimeField(null=True, verbose_name='zurückgezogen am')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('package', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='scorm.package')),
            ],
            options={
                'verbose_name': 'Version eines SCORM-Pakets',
                'verbose_name_plural': 'Versionen von SCORM-Paketen',
                'ordering': ['package_id', '-number'],
            },
        ),
        migrations.CreateModel(
            name='PackageFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=500)),
                ('path_ci', models.CharField(max_length=500)),
                ('storage_key', models.CharField(max_length=200, unique=True)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='scorm.packageversion')),
            ],
            options={
                'verbose_name': 'Datei eines SCORM-Pakets',
                'verbose_name_plural': 'Dateien von SCORM-Paketen',
            },
        ),
        migrations.AddField(
            model_name='attempt',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='scorm.packageversion'),
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', scorm.public_ids.PublicIdField()),
                ('context_key', models.UUIDField()),
                ('is_preview', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='scorm.packageversion')),
            ],
            options={
                'verbose_name': 'SCORM-Anmeldung',
                'verbose_name_plural': 'SCORM-Anmeldungen',
            },
        ),
        migrations.AddField(
            model_name='attempt',
            name='registration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='scorm.registration'),
        ),
        migrations.CreateModel(
            name='Sco',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identifier', models.CharField(max_length=255)),
                ('position', models.PositiveIntegerField()),
                ('title', models.CharField(blank=True, max_length=500)),
                ('kind', models.CharField(choices=[('sco', 'Lerneinheit'), ('asset', 'Inhalt ohne Rückmeldung'), ('cluster', 'Gruppe')], max_length=10)),
                ('href', models.CharField(blank=True, max_length=2000)),
                ('is_visible', models.BooleanField(default=True)),
                ('mastery_score', models.DecimalField(decimal_places=4, max_digits=9, null=True)),
                ('max_time_allowed', models.CharField(blank=True, max_length=40)),
                ('time_limit_action', models.CharField(blank=True, max_length=40)),
                ('launch_data', models.TextField(blank=True)),
                ('prerequisites', models.TextField(blank=True)),
                ('scaled_passing_score', models.DecimalField(decimal_places=6, max_digits=7, null=True)),
                ('completion_threshold', models.DecimalField(decimal_places=6, max_digits=7, null=True)),
                ('sequencing', models.JSONField(default=dict)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='scorm.sco')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scos', to='scorm.packageversion')),
            ],
            options={
                'verbose_name': 'Eintrag eines SCORM-Pakets',
                'verbose_name_plural': 'Einträge von SCORM-Paketen',
                'ordering': ['version_id', 'position'],
            },
        ),
        migrations.AddField(
            model_name='attempt',
            name='current_sco',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='scorm.sco'),
        ),
        migrations.CreateModel(
            name='ScoState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('doc', models.JSONField(default=dict)),
                ('suspend_data', models.TextField(blank=True)),
                ('completion', models.CharField(choices=[('unknown', 'unbekannt'), ('not attempted', 'nicht begonnen'), ('incomplete', 'begonnen'), ('completed', 'abgeschlossen')], default='unknown', max_length=20)),
                ('success', models.CharField(choices=[('unknown', 'unbekannt'), ('passed', 'bestanden'), ('failed', 'nicht bestanden')], default='unknown', max_length=10)),
                ('score', models.DecimalField(decimal_places=4, max_digits=5, null=True)),
                ('progress', models.DecimalField(decimal_places=4, max_digits=5, null=True)),
                ('exit', models.CharField(max_length=20, null=True)),
                ('seconds_before', models.PositiveIntegerField(default=0)),
                ('launch_seconds', models.PositiveIntegerField(default=0)),
                ('session_seconds', models.PositiveIntegerField(default=0)),
                ('page', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField()),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='states', to='scorm.attempt')),
                ('sco', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='scorm.sco')),
            ],
            options={
                'verbose_name': 'SCORM-Lernstand',
                'verbose_name_plural': 'SCORM-Lernstände',
            },
        ),
        migrations.CreateModel(
            name='Interaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('idx', models.PositiveIntegerField()),
                ('identifier', models.TextField(blank=True)),
                ('kind', models.CharField(blank=True, max_length=255)),
                ('response', models.TextField(blank=True)),
                ('result', models.CharField(blank=True, max_length=255)),
                ('rest', models.JSONField(default=dict)),
                ('state', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interactions', to='scorm.scostate')),
            ],
            options={
                'verbose_name': 'Antwort in einem SCORM-Paket',
                'verbose_name_plural': 'Antworten in SCORM-Paketen',
                'ordering': ['state_id', 'idx'],
            },
        ),
        migrations.AddConstraint(
            model_name='launch',
            constraint=models.UniqueConstraint(fields=('attempt', 'epoch'), name='one_launch_per_epoch'),
        ),
        migrations.AddConstraint(
            model_name='launch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at', None)), models.Q(('ended_at__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='ended_launch_has_reason'),
        ),
        migrations.AddIndex(
            model_name='commitlog',
            index=models.Index(fields=['received_at'], name='late_commits_by_age'),
        ),
        migrations.AddConstraint(
            model_name='commitlog',
            constraint=models.UniqueConstraint(fields=('launch', 'seq'), name='one_late_commit_per_seq'),
        ),
        migrations.AddConstraint(
            model_name='commitlog',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='late_decision_has_author'),
        ),
        migrations.AddConstraint(
            model_name='package',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='package_has_title'),
        ),
        migrations.AddConstraint(
            model_name='packageversion',
            constraint=models.UniqueConstraint(fields=('package', 'number'), name='one_version_per_number'),
        ),
        migrations.AddConstraint(
            model_name='packageversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'failed'), _negated=True), fields=('package', 'zip_sha256'), name='one_version_per_upload'),
        ),
        migrations.AddConstraint(
            model_name='packageversion',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='version_numbers_start_at_one'),
        ),
        migrations.AddConstraint(
            model_name='packageversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), ('unzipped_bytes', None), ('zip_key', '')), models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('zip_key', ''), _negated=True)), _connector='OR'), name='refused_upload_keeps_no_file'),
        ),
        migrations.AddConstraint(
            model_name='packageversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ready', 'retired']), _negated=True), models.Q(models.Q(('standard', ''), _negated=True), ('checked_at__isnull', False), ('unzipped_bytes__isnull', False)), _connector='OR'), name='playable_version_is_checked'),
        ),
        migrations.AddConstraint(
            model_name='packageversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', False), ('state', 'retired')), models.Q(models.Q(('state', 'retired'), _negated=True), ('retired_at', None)), _connector='OR'), name='retired_version_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='packagefile',
            constraint=models.UniqueConstraint(fields=('version', 'path'), name='one_file_per_path'),
        ),
        migrations.AddConstraint(
            model_name='packagefile',
            constraint=models.UniqueConstraint(fields=('version', 'path_ci'), name='one_file_per_folded_path'),
        ),
        migrations.AddConstraint(
            model_name='packagefile',
            constraint=models.CheckConstraint(condition=models.Q(('storage_key', ''), _negated=True), name='package_file_has_key'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(fields=('user', 'context_key'), name='one_registration_per_context'),
        ),
        migrations.AddConstraint(
            model_name='sco',
            constraint=models.UniqueConstraint(fields=('version', 'identifier'), name='one_sco_per_identifier'),
        ),
        migrations.AddConstraint(
            model_name='sco',
            constraint=models.UniqueConstraint(fields=('version', 'position'), name='one_sco_per_position'),
        ),
        migrations.AddConstraint(
            model_name='sco',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('href', ''), ('kind', 'cluster')), models.Q(models.Q(('kind', 'cluster'), _negated=True), models.Q(('href', ''), _negated=True)), _connector='OR'), name='what_is_launched_has_href'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(fields=('registration', 'number'), name='one_attempt_per_number'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('registration',), name='one_active_attempt_per_registration'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('score__isnull', True), models.Q(('score__gte', 0), ('score__lte', 1)), _connector='OR'), name='attempt_score_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('progress__isnull', True), models.Q(('progress__gte', 0), ('progress__lte', 1)), _connector='OR'), name='attempt_progress_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('completion', 'completed'), ('success', 'passed'), _connector='OR'), ('completed_at__isnull', False)), models.Q(models.Q(('completion', 'completed'), _negated=True), models.Q(('success', 'passed'), _negated=True), ('completed_at', None)), _connector='OR'), name='completed_attempt_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('applied_epoch__lte', models.F('epoch'))), name='applied_epoch_is_known'),
        ),
        migrations.AddConstraint(
            model_name='scostate',
            constraint=models.UniqueConstraint(fields=('attempt', 'sco'), name='one_state_per_sco'),
        ),
        migrations.AddConstraint(
            model_name='scostate',
            constraint=models.CheckConstraint(condition=models.Q(('score__isnull', True), models.Q(('score__gte', 0), ('score__lte', 1)), _connector='OR'), name='sco_score_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='interaction',
            constraint=models.UniqueConstraint(fields=('state', 'idx'), name='one_interaction_per_index'),
        ),
    ]
