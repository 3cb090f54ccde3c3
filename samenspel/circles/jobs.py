from samenspel.foundation.jobs import hourly

from . import inviting, roles

hourly(inviting.forget_old)
hourly(roles.tell_what_ended)
