"""What this room does in the hourly round."""

from samenspel.foundation.jobs import hourly

from . import asking

hourly(asking.send_due)
