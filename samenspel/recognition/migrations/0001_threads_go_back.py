import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('circles', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('sources', '0001_initial'),
        ('threads', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RecognitionRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('title', models.CharField(max_length=120, verbose_name='name of this round')),
                ('closes', models.DateField(verbose_name='answers until')),
                ('closed', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='recognition_coaliti_436623_idx'), models.Index(fields=['expedition', 'circle'], name='recognition_expedit_202bbb_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='recognitionround_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='recognitionround_of_a_coalition_has_one')],
            },
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='recognition.recognitionround')),
                ('key', models.CharField(editable=False, max_length=32, null=True, unique=True)),
                ('code', models.CharField(editable=False, max_length=6, null=True, unique=True)),
            ],
            options={
                'ordering': ['coalition__name', 'id'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='recognition_coaliti_673eb0_idx'), models.Index(fields=['expedition', 'circle'], name='recognition_expedit_c89d21_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='sheet_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='sheet_of_a_coalition_has_one'), models.UniqueConstraint(fields=('round', 'coalition'), name='one_sheet_a_coalition')],
            },
        ),
        migrations.CreateModel(
            name='Card',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cards', to='recognition.sheet')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.thread')),
                ('place', models.PositiveSmallIntegerField()),
                ('unseen', models.PositiveIntegerField(default=0)),
                ('figures', models.JSONField(default=dict)),
                ('together', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('sheet', 'thread'), name='thread_once_on_a_sheet')],
            },
        ),
        migrations.CreateModel(
            name='SheetLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='recognition.sheet')),
                ('link', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.personallink')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='recognition_coaliti_cecdef_idx'), models.Index(fields=['expedition', 'circle'], name='recognition_expedit_3b2968_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='sheetlink_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='sheetlink_of_a_coalition_has_one'), models.CheckConstraint(condition=models.Q(('circle', 0)), name='a_way_to_a_sheet_is_private')],
            },
        ),
        migrations.CreateModel(
            name='Hand',
            fields=[
                ('key', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('card', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='recognition.card')),
                ('voice', models.CharField(choices=[('resident', 'resident'), ('professional', 'professional'), ('other', 'other')], max_length=20)),
                ('said', models.CharField(max_length=10)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('card', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='recognition.card')),
                ('wording', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.wording')),
                ('said', models.CharField(choices=[('yes', 'I recognise this'), ('partly', 'I recognise a part of this'), ('no', "I don't recognise this")], max_length=10)),
                ('because', models.CharField(blank=True, max_length=300, verbose_name='because')),
                ('voice', models.CharField(choices=[('resident', 'resident'), ('professional', 'professional'), ('other', 'other')], max_length=20)),
                ('typed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='recognition_coaliti_8c8442_idx'), models.Index(fields=['expedition', 'circle'], name='recognition_expedit_7c6ceb_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='answer_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='answer_of_a_coalition_has_one'), models.UniqueConstraint(fields=('card', 'author', 'wording'), name='answered_once_each'), models.CheckConstraint(condition=models.Q(('circle__lte', 2)), name='answer_stays_near')],
            },
        ),
        migrations.CreateModel(
            name='Choosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('question', models.CharField(max_length=200, verbose_name='what changed most, in what?')),
                ('closes', models.DateField(verbose_name='stories until')),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='recognition_coaliti_cd10f3_idx'), models.Index(fields=['expedition', 'circle'], name='recognition_expedit_641a94_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='choosing_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='choosing_of_a_coalition_has_one')],
            },
        ),
        migrations.CreateModel(
            name='Story',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choosing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stories', to='recognition.choosing')),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='sources.source')),
                ('came_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='went_to', to='recognition.story')),
                ('offered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('choosing', 'source'), name='story_offered_once')],
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choosing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='recognition.choosing')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='recognition.story')),
                ('why', models.TextField(verbose_name='why this story?')),
                ('panel', models.CharField(max_length=200, verbose_name='who chose together?')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
    ]
