"""What the hourly round does for meetings."""

from samenspel.foundation.jobs import hourly

from .harvest import forget_slips

hourly(forget_slips)
