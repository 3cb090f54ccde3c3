"""Small pages for machines: is all well, what may be indexed, whom to tell of a leak."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_tasks_db.models import DBTaskResult

from samenspel.site import hosts

WORKER_WAITS = timedelta(minutes=10)


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, is migrated, and work does not lie waiting; else 503."""
    told = {"database": _database(), "migrations": False, "worker": False}
    if told["database"]:
        told["migrations"] = _migrated()
    if told["migrations"]:
        told["worker"] = not _late()
    well = all(told.values())
    return JsonResponse({"well": well, **told}, status=200 if well else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _late() -> bool:
    """Whether something has been ready to be done for longer than a worker ever takes."""
    ready = DBTaskResult.objects.ready().filter(queue_name="default")
    return ready.filter(enqueued_at__lt=timezone.now() - WORKER_WAITS).exists()


def robots(request: HttpRequest) -> HttpResponse:
    own = hosts.of_request(request)
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('web:search')}",
        "Allow: /",
        f"Sitemap: {own.site if own else settings.SITE_URL}{reverse('site:sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell of a leak: whoever sends the mail of this site."""
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL}{reverse('web:security')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
