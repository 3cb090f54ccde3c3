from samenspel.foundation.jobs import hourly

from . import links

hourly(links.forget_old)
