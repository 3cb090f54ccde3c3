import django.db.models.deletion
import django.utils.timezone
import samenspel.pitstops.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agendas', '0001_initial'),
        ('assessments', '0001_initial'),
        ('circles', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('sources', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Script',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('title', models.JSONField(default=dict)),
                ('about', models.JSONField(default=dict)),
                ('steps', models.JSONField(default=list)),
                ('number', models.PositiveIntegerField(default=1)),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaced_by', to='pitstops.script')),
                ('retired', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['-created'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='pitstops_sc_coaliti_640755_idx'), models.Index(fields=['expedition', 'circle'], name='pitstops_sc_expedit_af637e_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='script_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='script_of_a_coalition_has_one')],
            },
        ),
        migrations.CreateModel(
            name='Occasion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('exchange', 'exchange'), ('other', 'something else')], max_length=10)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('day', models.DateField(default=django.utils.timezone.localdate, verbose_name='day')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='pitstops_oc_coaliti_cb24a7_idx'), models.Index(fields=['expedition', 'circle'], name='pitstops_oc_expedit_6672f3_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='occasion_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='occasion_of_a_coalition_has_one')],
            },
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occasion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='pitstops.occasion')),
                ('coalition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
            ],
            options={
                'ordering': ['coalition__name'],
                'constraints': [models.UniqueConstraint(fields=('occasion', 'coalition'), name='guest_once')],
            },
        ),
        migrations.CreateModel(
            name='Pitstop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('day', models.DateField(db_index=True, default=django.utils.timezone.localdate, verbose_name='day')),
                ('begins', models.TimeField(blank=True, null=True, verbose_name='from')),
                ('venue', models.CharField(blank=True, max_length=120, verbose_name='where')),
                ('script', models.CharField(blank=True, help_text='its name and version', max_length=120)),
                ('code', models.CharField(editable=False, max_length=6, null=True, unique=True)),
                ('key', models.CharField(default=samenspel.pitstops.models.new_key, editable=False, max_length=32, unique=True)),
                ('moved', models.DateTimeField(editable=False, null=True)),
                ('more_minutes', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('began', models.DateTimeField(editable=False, null=True)),
                ('ended', models.DateTimeField(editable=False, null=True)),
                ('rehearsal', models.BooleanField(default=False, editable=False)),
                ('keeper', models.ForeignKey(editable=False, help_text='nobody: who the words belong to that nobody put a name to', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-day', '-pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='pitstops_pi_coaliti_4802ea_idx'), models.Index(fields=['expedition', 'circle'], name='pitstops_pi_expedit_2df813_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='pitstop_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='pitstop_of_a_coalition_has_one')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pitstop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='pitstops.pitstop')),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('welcome', 'welcome'), ('reflect', 'own reflection'), ('reveal', 'reveal'), ('group', 'group'), ('vote', 'dots'), ('talk', 'talk'), ('mirror', 'mirror'), ('review', 'read or listen back'), ('agree', 'agreements'), ('checkout', 'check-out')], max_length=10)),
                ('minutes', models.PositiveSmallIntegerField(default=10)),
                ('title', models.JSONField(default=dict)),
                ('ask', models.JSONField(default=dict)),
                ('promise', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'the facilitator, without my name'), (2, 'the group, without my name'), (3, 'the group, with my name')], default=2)),
                ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pitstops.step')),
                ('more', models.JSONField(default=dict)),
                ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='sources.version')),
                ('framework', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='assessments.framework')),
                ('round', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='assessments.round')),
                ('number', models.PositiveIntegerField(default=1, editable=False)),
                ('skipped', models.BooleanField(default=False)),
                ('revealed', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Lead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pitstop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leads', to='pitstops.pitstop')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('pitstop', 'person'), name='leads_once')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pitstop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='pitstops.pitstop')),
                ('secret_hash', models.CharField(max_length=64, unique=True)),
                ('voice', models.CharField(choices=[('resident', 'resident'), ('professional', 'professional'), ('other', 'other')], max_length=20)),
                ('name', models.CharField(blank=True, max_length=60)),
                ('people', models.PositiveSmallIntegerField(default=1)),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=2)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('left', models.DateTimeField(null=True)),
                ('sent_away', models.BooleanField(default=False, help_text='by who leads: it stays away')),
                ('ghost', models.BooleanField(default=False, help_text='simulated, in a rehearsal')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Ready',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pitstop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.pitstop')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.step')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.seat')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('step', 'seat'), name='ready_once')],
            },
        ),
        migrations.CreateModel(
            name='Pile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pitstop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='piles', to='pitstops.pitstop')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='piles', to='pitstops.step')),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('apart', models.DateTimeField(editable=False, null=True)),
                ('held', models.JSONField(default=list, editable=False)),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Card',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('pitstop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.pitstop')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.step')),
                ('seat', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pitstops.seat')),
                ('mark', models.CharField(max_length=64, unique=True)),
                ('voice', models.CharField(choices=[('resident', 'resident'), ('professional', 'professional'), ('other', 'other')], max_length=20)),
                ('kind', models.CharField(choices=[('friction', 'friction'), ('flow', 'flow'), ('story', 'story'), ('worked', 'what worked'), ('word', 'word'), ('question', 'question'), ('proposal', 'proposal')], max_length=10)),
                ('text', models.TextField()),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=2)),
                ('promise', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'the facilitator, without my name'), (2, 'the group, without my name'), (3, 'the group, with my name')])),
                ('on_paper', models.BooleanField(default=False)),
                ('hidden', models.BooleanField(default=False)),
                ('pile', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pitstops.pile')),
                ('source', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='sources.source')),
            ],
            options={
                'indexes': [models.Index(fields=['pitstop', 'step'], name='pitstops_ca_pitstop_1b2b5b_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('promise', 3), ('seat__isnull', True), _connector='OR'), name='nameless_cards_have_no_seat')],
            },
        ),
        migrations.CreateModel(
            name='Placing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('pitstop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.pitstop')),
                ('card', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.card')),
                ('pile', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.pile')),
                ('mark', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('pitstop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.pitstop')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.step')),
                ('pile', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.pile')),
                ('card', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.card')),
                ('dots', models.PositiveSmallIntegerField()),
                ('mark', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('card__isnull', False), ('pile', None)), models.Q(('card', None), ('pile__isnull', False)), _connector='OR'), name='a_vote_is_for_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Hand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pitstop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.pitstop')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.step')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.seat')),
                ('spoke', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('spoke', False)), fields=('step', 'seat'), name='one_hand_up')],
            },
        ),
        migrations.CreateModel(
            name='Dared',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('pitstop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.pitstop')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.step')),
                ('answer', models.CharField(choices=[('yes', 'yes'), ('partly', 'not everything'), ('no', 'no')], max_length=10)),
                ('mark', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Agreed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pitstop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agreed', to='pitstops.pitstop')),
                ('agreement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agendas.agreement')),
                ('what', models.CharField(blank=True, max_length=300)),
                ('who', models.CharField(blank=True, max_length=200)),
                ('by_when', models.DateField(null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pitstop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='pitstops.pitstop')),
                ('step', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.step')),
                ('picture', models.BinaryField()),
                ('voice', models.CharField(choices=[('resident', 'resident'), ('professional', 'professional'), ('other', 'other')], default='other', max_length=20)),
                ('typed', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Clip',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('pitstop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.pitstop')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.step')),
                ('sound', models.BinaryField()),
                ('kind', models.CharField(help_text='its content type', max_length=20)),
                ('typed', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pitstop', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.pitstop')),
                ('occasion', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.occasion')),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=2)),
                ('on_phones', models.DateTimeField(editable=False, help_text='since when those without an account may correct it', null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('occasion__isnull', False), ('pitstop', None)), models.Q(('occasion', None), ('pitstop__isnull', False)), _connector='OR'), name='report_of_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='ReportVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='pitstops.report')),
                ('number', models.PositiveIntegerField()),
                ('blocks', models.JSONField(default=list)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('report', 'number'), name='report_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='pitstops.report')),
                ('jpeg', models.BinaryField()),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('taken_out', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Settled',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.report')),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.source')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.reportversion')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Shown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('settled', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shown', to='pitstops.settled')),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.picture')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SentBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='pitstops.report')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('link', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.personallink')),
                ('guest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('on_paper', models.BooleanField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['person__name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='pitstops.report')),
                ('block', models.CharField(max_length=16)),
                ('words', models.TextField()),
                ('name', models.CharField(blank=True, max_length=60)),
                ('mark', models.CharField(max_length=64, unique=True)),
                ('on_paper', models.BooleanField(default=False)),
                ('outcome', models.CharField(blank=True, choices=[('taken', 'taken over'), ('not', 'not taken over')], max_length=10)),
                ('because', models.CharField(blank=True, max_length=300)),
                ('handled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='Pitstop',
            name='step',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pitstops.step'),
        ),
    ]
