from samenspel.foundation.jobs import hourly

from . import inviting

hourly(inviting.forget_old)
