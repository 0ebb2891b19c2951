-- What a room registers to be called back exists, with the arguments that it is called with.
select format('sweep %s calls %s', s.name, s.function)
from core.sweeps as s
where to_regprocedure(s.function || '(integer)') is null
union all
select format('tokens of %s call %s', h.source, h.function)
from tenancy.token_holders as h
where to_regprocedure(h.function || '(text)') is null
union all
select format('erasures ask %s', g.function)
from tenancy.erasure_guards as g
where to_regprocedure(g.function || '(tenancy.subject)') is null
union all
select format('payable kind %s calls %s', k.kind, c.call)
from payments.payable_kinds as k
cross join lateral (
  values
    (k.start_function || '(text)'),
    (k.settle_function || '(uuid, uuid)'),
    (k.release_function || '(uuid, uuid, text)'),
    (k.refund_ended_function || '(uuid, uuid, uuid)'),
    (k.disputed_function || '(uuid, uuid, uuid)')
) as c (call)
where to_regprocedure(c.call) is null
union all
select format('duplicator %s calls %s', d.name, d.function)
from events.duplicators as d
where to_regprocedure(d.function || '(events.copy)') is null
union all
select format('change %s calls %s', c.purpose, c.function)
from sales.order_changes as c
where to_regprocedure(c.function || '(sales.orders, boolean)') is null
