"""What this room does in the hourly round."""

from samenspel.foundation.jobs import hourly

from . import actions

hourly(actions.close_due)
