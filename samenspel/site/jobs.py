"""What this room does every hour."""

from samenspel.foundation.jobs import hourly

from . import calendars

hourly(calendars.forget_called_off)
