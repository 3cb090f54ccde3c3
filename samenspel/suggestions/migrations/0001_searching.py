import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('circles', '0001_initial'),
        ('people', '__first__'),
        ('sources', '0001_initial'),
        ('threads', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('title', models.CharField(max_length=120, verbose_name='name')),
                ('asked', models.JSONField()),
                ('code', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='threads.code')),
                ('seen', models.JSONField(default=list)),
                ('looked', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['title', 'id'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='suggestions_coaliti_016266_idx'), models.Index(fields=['expedition', 'circle'], name='suggestions_expedit_519ab0_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='savedsearch_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='savedsearch_of_a_coalition_has_one'), models.CheckConstraint(condition=models.Q(('circle', 0)), name='search_is_private')],
            },
        ),
        migrations.CreateModel(
            name='Sweep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.code')),
                ('made', models.JSONField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('undone', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Allowance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.source')),
                ('speaker', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.speaker')),
                ('how', models.CharField(choices=[('tap', 'on a screen'), ('letter', 'with the link in a letter'), ('spoken', 'spoken'), ('paper', 'on paper'), ('helper', 'with a helper'), ('elsewhere', 'in the place that the text came from')], max_length=10, null=True)),
                ('yes', models.BooleanField()),
                ('wording', models.CharField(max_length=500)),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=2)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['source', '-id'], name='suggestions_source__11f988_idx')],
            },
        ),
        migrations.CreateModel(
            name='Learning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('codebook', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.codebook')),
                ('asked', models.DateTimeField(null=True)),
                ('begun', models.DateTimeField(null=True)),
                ('done', models.DateTimeField(null=True)),
                ('step', models.PositiveIntegerField(default=0)),
                ('steps', models.PositiveIntegerField(default=0)),
                ('pieces', models.PositiveIntegerField(default=0)),
                ('weights', models.BinaryField(null=True)),
                ('learned_from', models.JSONField(default=list)),
                ('looked_at', models.JSONField(default=list, help_text='ids of versions, with these weights')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Learned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('learning', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='suggestions.learning')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.code')),
                ('why', models.CharField(choices=[('on', 'it is good enough to help'), ('few', 'there are too few examples'), ('places', 'the examples come from too few coalitions'), ('unclear', "the computer can't tell it from the words"), ('wrong', 'too many of the suggestions would be wrong')], max_length=10)),
                ('examples', models.PositiveIntegerField()),
                ('coalitions', models.PositiveIntegerField()),
                ('shown', models.PositiveIntegerField(default=0, help_text='proposed, where it was measured')),
                ('right', models.PositiveIntegerField(default=0, help_text='of those')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('learning', 'code'), name='learned_once_a_code')],
            },
        ),
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.version')),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.code')),
                ('score', models.FloatField()),
                ('like', models.JSONField(default=list)),
                ('held', models.BooleanField(default=False)),
                ('made', models.DateTimeField(default=django.utils.timezone.now)),
                ('answer', models.CharField(blank=True, choices=[('accepted', 'accepted'), ('refused', 'refused')], max_length=10)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(null=True)),
                ('marked', models.BooleanField(default=False, help_text='accepting it made the passage too')),
            ],
            options={
                'ordering': ['start', '-score', 'id'],
                'constraints': [models.UniqueConstraint(fields=('version', 'start', 'end', 'code'), name='suggestion_once'), models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='suggestion_has_words'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('at', None), ('by', None)), models.Q(models.Q(('answer', ''), _negated=True), ('at__isnull', False), ('by__isnull', False)), _connector='OR'), name='suggestion_answered_by_somebody')],
            },
        ),
    ]
