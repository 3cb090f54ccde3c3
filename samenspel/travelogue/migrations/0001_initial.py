import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('circles', '0001_initial'),
        ('people', '__first__'),
        ('sources', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Travelogue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('title', models.CharField(max_length=90, verbose_name='What is it called?')),
                ('foreword', models.TextField(blank=True, verbose_name='Foreword')),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=2, verbose_name='language')),
                ('everything', models.BooleanField(default=True)),
                ('chosen', models.JSONField(default=dict)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('changed', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('shown', models.DateTimeField(editable=False, null=True)),
                ('shown_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='travelogue__coaliti_eb3eb5_idx'), models.Index(fields=['expedition', 'circle'], name='travelogue__expedit_d5baa3_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='travelogue_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='travelogue_of_a_coalition_has_one'), models.UniqueConstraint(fields=('expedition',), name='travelogue_once')],
            },
        ),
        migrations.CreateModel(
            name='Made',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('travelogue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='travelogue.travelogue')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('day', models.DateField()),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('done', models.PositiveSmallIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=20)),
                ('made', models.DateTimeField(editable=False, null=True)),
                ('gone', models.DateTimeField(editable=False, null=True)),
                ('handed_out', models.DateTimeField(editable=False, null=True)),
                ('sizes', models.JSONField(default=dict)),
                ('pages', models.PositiveIntegerField(default=0)),
                ('requests', models.ManyToManyField(related_name='+', to='sources.request')),
                ('sources', models.ManyToManyField(related_name='+', to='sources.source')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
    ]
