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
        ('threads', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('size', models.PositiveBigIntegerField()),
                ('state', models.CharField(choices=[('reading', 'is being read'), ('ready', 'waits for you'), ('taking', 'is being taken in'), ('kept', 'was taken in'), ('refused', "can't be taken in")], default='reading', max_length=10)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('found', models.JSONField(default=dict)),
                ('chosen', models.JSONField(default=dict)),
                ('kept', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-id'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='exchange_ar_coaliti_e96d01_idx'), models.Index(fields=['expedition', 'circle'], name='exchange_ar_expedit_9a3473_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='arrival_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='arrival_of_a_coalition_has_one'), models.CheckConstraint(condition=models.Q(('circle', 0)), name='arrival_is_private')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('memo', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.memo')),
                ('wording', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.wording')),
                ('step', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.step')),
                ('gathered', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.threadpassage')),
                ('coder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='threads.coder')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.coalition')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('circle', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('ceiling', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')], default=0)),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('qdc', 'codebook (REFI-QDA, .qdc)'), ('qdpx', 'project (REFI-QDA, .qdpx)'), ('csv', 'table of passages (CSV)'), ('codes.csv', 'table of codes (CSV)'), ('xlsx', 'tables of passages and codes (Excel)'), ('docx', 'to read, code by code (Word)'), ('texts.docx', 'to read, text by text (Word)'), ('html', 'to read, code by code (web page)'), ('texts.html', 'to read, text by text (web page)'), ('jsonl', 'everything, for programs (JSON Lines)'), ('count.csv', 'table of counts (CSV)'), ('count.xlsx', 'table of counts (Excel)'), ('count.svg', 'picture of counts (SVG)'), ('count.png', 'picture of counts (PNG)')], max_length=10, verbose_name='what kind of file?')),
                ('purpose', models.CharField(max_length=200, verbose_name='What is it for?')),
                ('narrowest', models.PositiveSmallIntegerField(choices=[(0, 'only me'), (1, 'our coalition'), (2, 'the support team'), (3, 'all coalitions'), (4, 'fund and partners'), (5, 'everybody')])),
                ('chosen', models.JSONField(default=dict)),
                ('counts', models.JSONField(default=dict)),
                ('ready', models.BooleanField(default=False)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['-number'],
                'abstract': False,
                'indexes': [models.Index(fields=['coalition', 'circle'], name='exchange_ex_coaliti_521088_idx'), models.Index(fields=['expedition', 'circle'], name='exchange_ex_expedit_cb3ff0_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('circle__lte', models.F('ceiling'))), name='export_below_its_ceiling'), models.CheckConstraint(condition=models.Q(models.Q(('circle', 1), _negated=True), ('coalition__isnull', False), _connector='OR'), name='export_of_a_coalition_has_one'), models.UniqueConstraint(fields=('expedition', 'number'), name='export_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Held',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('export', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='held', to='exchange.export')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.source')),
                ('recalled', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('export', 'source'), name='held_once')],
            },
        ),
        migrations.CreateModel(
            name='Copied',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.source')),
                ('copy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sources.source')),
                ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('recalled', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('origin', 'copy'), name='copied_once'), models.CheckConstraint(condition=models.Q(('origin__lt', models.F('copy'))), name='copied_later')],
            },
        ),
    ]
