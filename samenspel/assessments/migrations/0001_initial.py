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
    ]

    operations = [
        migrations.CreateModel(
            name='Framework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('name_nl', models.CharField(max_length=120, verbose_name='name in Dutch')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='name in English')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('licence', models.CharField(blank=True, max_length=200, verbose_name='licence')),
                ('published', models.SlugField(blank=True)),
                ('number', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaced_by', to='assessments.framework')),
                ('retired', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['name_nl', '-number'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='assessments_coaliti_90cbad_idx'), models.Index(fields=['expedition', 'circle'], name='assessments_expedit_9cad4e_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='framework_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='framework_of_a_coalition_has_one')],
            },
        ),
        migrations.CreateModel(
            name='Element',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_nl', models.CharField(max_length=120, verbose_name='name in Dutch')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='name in English')),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='elements', to='assessments.framework')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('kin', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('explanation_nl', models.TextField(blank=True, verbose_name='explanation in Dutch')),
                ('explanation_en', models.TextField(blank=True, verbose_name='explanation in English')),
                ('questions_nl', models.TextField(blank=True, verbose_name='questions in Dutch')),
                ('questions_en', models.TextField(blank=True, verbose_name='questions in English')),
                ('additional', models.BooleanField(default=False, verbose_name='added by ourselves')),
            ],
            options={
                'ordering': ['additional', 'position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('framework', 'kin'), name='an_element_once_in_a_list')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('framework', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.framework')),
                ('title', models.CharField(max_length=120, verbose_name='name of this round')),
                ('moment', models.DateField(default=django.utils.timezone.localdate, verbose_name='day')),
                ('closed', models.DateTimeField(editable=False, null=True)),
                ('frozen', models.DateTimeField(editable=False, null=True)),
                ('typed', models.PositiveIntegerField(default=0, help_text='sheets typed in from paper')),
            ],
            options={
                'ordering': ['-moment', '-pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='assessments_coaliti_4d1b17_idx'), models.Index(fields=['expedition', 'circle'], name='assessments_expedit_44bad8_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='round_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='round_of_a_coalition_has_one')],
            },
        ),
        migrations.CreateModel(
            name='Invited',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.round')),
                ('link', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.personallink')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='assessments_coaliti_54ee22_idx'), models.Index(fields=['expedition', 'circle'], name='assessments_expedit_593594_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='invited_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='invited_of_a_coalition_has_one'), models.CheckConstraint(condition=models.Q(('circle', 0)), name='an_invited_is_private')],
            },
        ),
        migrations.CreateModel(
            name='Answered',
            fields=[
                ('key', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.round')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('round', 'person'), name='answered_once')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('key', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.round')),
                ('element', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.element')),
                ('voice', models.CharField(choices=[('resident', 'resident'), ('professional', 'professional'), ('other', 'other')], max_length=20)),
                ('score', models.PositiveSmallIntegerField(null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('opened', models.TextField(blank=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('score__range', (1, 5))), name='a_score_of_1_to_5')],
            },
        ),
        migrations.CreateModel(
            name='Missing',
            fields=[
                ('key', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.round')),
                ('voice', models.CharField(choices=[('resident', 'resident'), ('professional', 'professional'), ('other', 'other')], max_length=20)),
                ('words', models.TextField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Mirror',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('round', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.round')),
                ('figures', models.JSONField(default=dict)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='assessments_coaliti_b0dd72_idx'), models.Index(fields=['expedition', 'circle'], name='assessments_expedit_8148c9_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='mirror_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='mirror_of_a_coalition_has_one')],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('mirror', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.mirror')),
                ('of', models.UUIDField(db_index=True)),
                ('element', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.element')),
                ('voice', models.CharField(choices=[('resident', 'resident'), ('professional', 'professional'), ('other', 'other')], max_length=20)),
                ('words', models.TextField()),
            ],
            options={
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='Shown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('round', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.round')),
                ('figures', models.JSONField(default=dict)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='assessments_coaliti_7d3966_idx'), models.Index(fields=['expedition', 'circle'], name='assessments_expedit_cf1ae4_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='shown_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='shown_of_a_coalition_has_one')],
            },
        ),
    ]
