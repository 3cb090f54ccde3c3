"""What the hourly round does for meetings."""

from samenspel.foundation.jobs import hourly

from .harvest import forget_slips, sweep
from .photos import forget_old

hourly(sweep)
hourly(forget_slips)
hourly(forget_old)
