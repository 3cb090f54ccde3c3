import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assessments', '0001_initial'),
        ('circles', '0001_initial'),
        ('people', '__first__'),
        ('sources', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Coder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('name', models.CharField(blank=True, help_text='of whoever is no person here', max_length=120)),
                ('guid', models.UUIDField(default=uuid.uuid4, editable=False)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('expedition', 'person'), name='coder_once_a_person'), models.UniqueConstraint(fields=('expedition', 'guid'), name='coder_once_a_guid')],
            },
        ),
        migrations.CreateModel(
            name='Codebook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('guid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='threads_cod_coaliti_62fe89_idx'), models.Index(fields=['expedition', 'circle'], name='threads_cod_expedit_1034eb_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='codebook_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='codebook_of_a_coalition_has_one')],
            },
        ),
        migrations.CreateModel(
            name='CodeChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('codebook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='threads.codebook')),
                ('guid', models.UUIDField(help_text='of the code')),
                ('name', models.CharField(help_text='of the code, as it was then', max_length=80)),
                ('what', models.CharField(choices=[('added', 'added'), ('changed', 'changed'), ('moved', 'moved'), ('merged', 'merged'), ('split', 'split'), ('returned', 'put back'), ('removed', 'removed')], max_length=10)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['codebook', 'guid'], name='threads_cod_codeboo_831962_idx')],
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='sources.version')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('speakers', models.ManyToManyField(related_name='+', to='sources.speaker')),
            ],
            options={
                'ordering': ['start', '-end'],
                'constraints': [models.UniqueConstraint(fields=('version', 'start', 'end'), name='passage_once'), models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='passage_has_words')],
            },
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('codebook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='threads.codebook')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='threads.code')),
                ('name_nl', models.CharField(max_length=80, verbose_name='name in Dutch')),
                ('name_en', models.CharField(blank=True, max_length=80, verbose_name='name in English')),
                ('definition', models.TextField(blank=True, verbose_name='what it means')),
                ('use_when', models.TextField(blank=True, verbose_name='give it when')),
                ('not_when', models.TextField(blank=True, verbose_name="don't give it when")),
                ('colour', models.PositiveSmallIntegerField(choices=[(1, 'brick'), (2, 'ochre'), (3, 'moss'), (4, 'sea'), (5, 'sky'), (6, 'plum'), (7, 'rose'), (8, 'slate')], default=1, verbose_name='colour')),
                ('mark', models.CharField(choices=[('●', 'circle'), ('▲', 'triangle'), ('■', 'square'), ('◆', 'diamond'), ('★', 'star'), ('✚', 'cross')], default='●', max_length=1, verbose_name='mark')),
                ('element', models.ForeignKey(blank=True, help_text='of the framework, that it serves; none: it grew from the material', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='assessments.element')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('examples', models.ManyToManyField(related_name='+', to='threads.passage')),
            ],
            options={
                'ordering': [django.db.models.functions.text.Lower('name_nl')],
                'constraints': [models.UniqueConstraint(models.F('codebook'), django.db.models.functions.text.Lower('name_nl'), condition=models.Q(('parent', None)), name='code_name_once_at_the_top'), models.UniqueConstraint(models.F('parent'), django.db.models.functions.text.Lower('name_nl'), name='code_name_once_below')],
            },
        ),
        migrations.CreateModel(
            name='BlindReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.source')),
                ('coder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='threads.coder')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ended', models.DateTimeField(editable=False, null=True)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('together', models.DateTimeField(editable=False, null=True)),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.version')),
                ('layer', models.JSONField(default=list)),
                ('also', models.ManyToManyField(related_name='+', to='threads.passage')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('together', None)), fields=('source', 'coder'), name='blind_once_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Coding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('guid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('passage', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='threads.passage')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='threads.code')),
                ('coder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='threads.coder')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('prompted', models.BooleanField(default=False, editable=False, help_text='a computer proposed it, and the coder said yes')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('passage', 'code', 'coder'), name='coding_once_each')],
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('guid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('claim', models.CharField(max_length=300, verbose_name='claim')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='threads_thr_coaliti_1b19d5_idx'), models.Index(fields=['expedition', 'circle'], name='threads_thr_expedit_654269_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='thread_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='thread_of_a_coalition_has_one')],
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wordings', to='threads.thread')),
                ('claim', models.CharField(max_length=300)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='threads.thread')),
                ('status', models.CharField(choices=[('seed', 'a first idea'), ('proposed', 'proposed'), ('adopted', 'adopted'), ('dropped', 'let go')], max_length=10)),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='why')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ThreadPassage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gathered', to='threads.thread')),
                ('passage', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gathered', to='threads.passage')),
                ('weight', models.CharField(choices=[('carries', 'carries it'), ('nuances', 'nuances it'), ('contradicts', 'contradicts it')], default='carries', max_length=12, verbose_name='what it does')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['passage__version__source__moment', 'passage__start', 'id'],
                'constraints': [models.UniqueConstraint(fields=('thread', 'passage'), name='passage_in_thread_once')],
            },
        ),
        migrations.CreateModel(
            name='Recognition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recognitions', to='threads.thread')),
                ('said', models.CharField(choices=[('yes', 'we recognise this'), ('partly', 'we recognise a part of this'), ('no', "we don't recognise this")], max_length=10, verbose_name='do you recognise this?')),
                ('line', models.CharField(blank=True, max_length=300, verbose_name='in one line: why?')),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='threads_rec_coaliti_6211a9_idx'), models.Index(fields=['expedition', 'circle'], name='threads_rec_expedit_d9a49b_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='recognition_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='recognition_of_a_coalition_has_one'), models.CheckConstraint(condition=models.Q(('coalition__isnull', False)), name='recognised_by_a_coalition')],
            },
        ),
        migrations.CreateModel(
            name='Memo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('guid', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('text', models.TextField(verbose_name='what you think')),
                ('changed', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('passage', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.passage')),
                ('code', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.code')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.source')),
                ('thread', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.thread')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='threads_mem_coaliti_089aeb_idx'), models.Index(fields=['expedition', 'circle'], name='threads_mem_expedit_6d79cb_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='memo_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='memo_of_a_coalition_has_one'), models.CheckConstraint(condition=models.Q(models.Q(('code', None), ('passage', None), ('source', None)), models.Q(('code', None), ('passage', None), ('thread', None)), models.Q(('passage', None), ('source', None), ('thread', None)), models.Q(('code', None), ('source', None), ('thread', None)), _connector='OR'), name='memo_is_about_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.source')),
                ('opened', models.DateTimeField(default=django.utils.timezone.now)),
                ('done', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('person', 'source'), name='reading_once_each')],
            },
        ),
        migrations.CreateModel(
            name='Talk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.version')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.code')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('note', models.TextField(blank=True, verbose_name='what you say about it')),
                ('outcome', models.CharField(blank=True, choices=[('give', 'give it after all'), ('take', 'take it off'), ('reword', 'the code now means something else'), ('differ', 'we keep seeing it differently')], max_length=10)),
                ('followed', models.JSONField(default=dict)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('coders', models.ManyToManyField(related_name='+', to='threads.coder')),
            ],
            options={
                'ordering': ['start', 'id'],
                'indexes': [models.Index(fields=['version', 'code'], name='threads_tal_version_c5b6ac_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='talk_has_words')],
            },
        ),
    ]
