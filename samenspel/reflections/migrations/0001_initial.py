import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('circles', '0001_initial'),
        ('people', '0001_initial'),
        ('people', '__first__'),
        ('sources', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Prompt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('kind', models.CharField(choices=[('friction', 'friction'), ('flow', 'flow'), ('story', 'story'), ('worked', 'what worked')], max_length=20, verbose_name='kind')),
                ('question_nl', models.CharField(max_length=200, verbose_name='question in Dutch')),
                ('question_en', models.CharField(blank=True, max_length=200, verbose_name='question in English')),
                ('origin', models.CharField(blank=True, max_length=200, verbose_name='where it comes from')),
                ('number', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaced_by', to='reflections.prompt')),
                ('retired', models.DateTimeField(editable=False, null=True)),
                ('retired_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='reflections_coaliti_f2b7b2_idx'), models.Index(fields=['expedition', 'circle'], name='reflections_expedit_bf6f88_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='prompt_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='prompt_of_a_coalition_has_one')],
            },
        ),
        migrations.CreateModel(
            name='Rhythm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='rhythm', to='circles.coalition')),
                ('weeks', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='every')),
                ('first', models.DateField(default=django.utils.timezone.localdate, verbose_name='first question on')),
                ('chosen', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('chosen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prompts', models.ManyToManyField(related_name='+', to='reflections.prompt')),
            ],
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rounds', to='circles.coalition')),
                ('prompt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reflections.prompt')),
                ('day', models.DateField()),
            ],
            options={
                'ordering': ['-day'],
                'constraints': [models.UniqueConstraint(fields=('coalition', 'day'), name='one_round_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Ask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('prompt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reflections.prompt')),
                ('link', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.personallink')),
            ],
            options={
                'ordering': ['-created', '-pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='reflections_coaliti_8da978_idx'), models.Index(fields=['expedition', 'circle'], name='reflections_expedit_7d8fb0_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='ask_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='ask_of_a_coalition_has_one'), models.CheckConstraint(condition=models.Q(('circle', 0)), name='an_ask_is_private')],
            },
        ),
        migrations.CreateModel(
            name='Reflection',
            fields=[
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reflection', serialize=False, to='sources.source')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('friction', 'friction'), ('flow', 'flow'), ('story', 'story'), ('worked', 'what worked')], db_index=True, max_length=20, verbose_name='kind')),
                ('prompt', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reflections.prompt')),
                ('practice_area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='circles.practicearea')),
            ],
            options={
                'ordering': ['-source__moment', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveIntegerField(default=1)),
                ('text', models.TextField(blank=True)),
                ('kind', models.CharField(blank=True, choices=[('friction', 'friction'), ('flow', 'flow'), ('story', 'story'), ('worked', 'what worked')], max_length=20)),
                ('wants', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=1)),
                ('prompt', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='reflections.prompt')),
                ('practice_area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='circles.practicearea')),
                ('speaker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('saved', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-saved'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='reflections_coaliti_93c1cc_idx'), models.Index(fields=['expedition', 'circle'], name='reflections_expedit_f199cd_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='draft_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='draft_of_a_coalition_has_one'), models.CheckConstraint(condition=models.Q(('circle', 0)), name='a_draft_is_private')],
            },
        ),
    ]
