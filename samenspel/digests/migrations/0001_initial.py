import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('circles', '0001_initial'),
        ('lessons', '0001_initial'),
        ('people', '__first__'),
        ('stories', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('address', models.EmailField(max_length=254)),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=2)),
                ('what', models.CharField(choices=[('all', 'lessons and episodes'), ('lessons', 'only lessons'), ('episodes', 'only episodes')], default='all', max_length=10)),
                ('meant_for', models.CharField(blank=True, choices=[('residents', 'for residents'), ('organisations', 'for organisations'), ('both', 'for residents and organisations')], max_length=15)),
                ('made', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('confirmed', models.DateTimeField(null=True)),
                ('refusals', models.PositiveSmallIntegerField(default=0)),
                ('arrived', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('expedition', 'address'), name='subscriber_once')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expedition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('rhythm', models.CharField(choices=[('hand', 'only when somebody sends it'), ('week', 'every Tuesday on which there is something new'), ('month', 'on the first Tuesday of the month, when there is something new')], default='hand', max_length=10)),
                ('foreword', models.TextField(blank=True)),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=2)),
            ],
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='circles.expedition')),
                ('number', models.PositiveIntegerField()),
                ('foreword', models.TextField(blank=True)),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=2)),
                ('made', models.DateTimeField(default=django.utils.timezone.now)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reached', models.BigIntegerField(default=0)),
                ('handed_out', models.DateTimeField(null=True)),
                ('sent', models.PositiveIntegerField(default=0)),
                ('refused', models.PositiveIntegerField(default=0)),
                ('left_out', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('expedition', 'number'), name='digest_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='digests.digest')),
                ('edition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='lessons.edition')),
                ('episode', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='stories.episodeedition')),
                ('sent', models.PositiveIntegerField(default=0)),
                ('last', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('edition', None), ('episode', None), _connector='XOR'), name='mention_of_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='digests.digest')),
                ('subscriber', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='digests.subscriber')),
                ('told', models.JSONField(default=list)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('digest', 'subscriber'), name='delivery_once')],
            },
        ),
    ]
