import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Expedition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('slug', models.SlugField(unique=True)),
                ('summary', models.TextField(blank=True, verbose_name='what it is about')),
                ('starts', models.DateField(verbose_name='starts')),
                ('ends', models.DateField(verbose_name='ends')),
                ('invented', models.BooleanField(default=False, help_text='an example: people and places made up')),
                ('domain', models.CharField(blank=True, max_length=253, null=True, verbose_name='an address of its own')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('domain__isnull', False)), fields=('domain',), name='domain_once')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='name')),
                ('kind', models.CharField(choices=[('initiative', "residents' initiative"), ('welfare', 'welfare organisation'), ('municipality', 'municipality'), ('fund', 'fund'), ('partner', 'national partner'), ('other', 'other')], max_length=20, verbose_name='kind')),
            ],
        ),
        migrations.CreateModel(
            name='Coalition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coalitions', to='circles.expedition')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('slug', models.SlugField()),
                ('place', models.CharField(max_length=80, verbose_name='place')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('ground', models.TextField(blank=True, verbose_name='what we do together')),
                ('ambition', models.TextField(blank=True, verbose_name='what we hope for')),
                ('reason', models.TextField(blank=True, verbose_name='why we take part')),
                ('practice_word', models.CharField(blank=True, max_length=40, verbose_name='our own word for a place to practise')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('expedition', 'slug'), name='coalition_slug_once')],
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partnerships', to='circles.coalition')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='circles.organisation')),
            ],
            options={
                'ordering': ['organisation__name'],
                'constraints': [models.UniqueConstraint(fields=('coalition', 'organisation'), name='partner_once')],
            },
        ),
        migrations.CreateModel(
            name='PracticeArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coalition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='practice_areas', to='circles.coalition')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='circles.expedition')),
                ('coalition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='circles.coalition')),
                ('role', models.CharField(choices=[('manager', 'programme manager'), ('facilitator', 'facilitator'), ('researcher', 'researcher'), ('writer', 'writer'), ('partner', 'partner'), ('coordinator', 'coordinator'), ('member', 'member')], max_length=20, verbose_name='role')),
                ('voice', models.CharField(choices=[('resident', 'resident'), ('professional', 'professional'), ('other', 'other')], default='other', max_length=20, verbose_name='voice')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='circles.organisation')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('ended', models.DateTimeField(editable=False, null=True)),
                ('ended_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'role'], name='circles_mem_person__097d69_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('role__in', ('coordinator', 'member')), _negated=True), ('coalition__isnull', False), _connector='OR'), name='own_roles_have_a_coalition'), models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['manager', 'partner']), _negated=True), ('coalition__isnull', True), _connector='OR'), name='fund_and_partners_have_none'), models.CheckConstraint(condition=models.Q(models.Q(('role__in', ('facilitator', 'researcher', 'writer')), _negated=True), ('coalition__isnull', True), ('until__isnull', False), _connector='OR'), name='access_of_the_team_ends')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expedition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='circles.expedition')),
                ('coalition', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='circles.coalition')),
                ('role', models.CharField(choices=[('manager', 'programme manager'), ('facilitator', 'facilitator'), ('researcher', 'researcher'), ('writer', 'writer'), ('partner', 'partner'), ('coordinator', 'coordinator'), ('member', 'member')], max_length=20, verbose_name='role')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='circles.organisation')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(choices=[('nl', 'Dutch'), ('en', 'English')], default='nl', max_length=2)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('link', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.personallink')),
                ('on_paper', models.BooleanField(default=False)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('joined', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('coalition__isnull', False), ('role__in', ('coordinator', 'member'))), models.Q(models.Q(('role__in', ('coordinator', 'member')), _negated=True), ('coalition__isnull', True)), _connector='OR'), name='invited_to_a_coalition_or_along')],
            },
        ),
        migrations.CreateModel(
            name='Help',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='helped_by', to='circles.membership')),
                ('helper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='helps', to=settings.AUTH_USER_MODEL)),
                ('said', models.CharField(choices=[('spoken', 'spoken'), ('paper', 'on paper')], max_length=10)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended', None)), fields=('membership', 'helper'), name='helped_once')],
            },
        ),
        migrations.AddField(
            model_name='Coalition',
            name='partners',
            field=models.ManyToManyField(related_name='+', through='circles.Partner', to='circles.organisation'),
        ),
    ]
