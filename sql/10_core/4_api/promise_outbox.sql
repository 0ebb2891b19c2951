-- Nothing that was promised to be sent is stuck: no dead letters, nothing overdue for an hour, no
-- sweep that fails.
create or replace view core.promise_outbox as
select 'dead letter' as problem, d.event_id::text as id, d.topic, d.last_error
from core.outbox_dead as d
union all
select 'overdue', e.event_id::text, e.topic, e.last_error
from core.outbox_events as e
where e.available_at < core.clock() - interval '1 hour'
union all
select 'sweep fails', s.name, s.function, s.last_error
from core.sweeps as s
where s.last_error is not null;
revoke all on core.promise_outbox from anon, authenticated, service_role;
comment on view core.promise_outbox is 'Dead letters, overdue messages and failing sweeps.';

insert into core.promises (promise, view, description)
values ('messages_are_delivered', 'core.promise_outbox',
  'Every message is delivered; dead letters wait for `entree outbox replay`.');
