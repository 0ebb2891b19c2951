-- Events that were paid for and could not be put on sale, for a reason that is nobody's refusal.
create or replace view events.trouble_bought_events as
select b.event_id::text as id, b.bought_at as since
from events.bought_events as b
where b.problem is not null or b.bought_at < core.clock() - interval '1 hour';
revoke all on events.trouble_bought_events from anon, authenticated, service_role;
comment on view events.trouble_bought_events is 'Events that were paid for and are not on sale yet.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('bought_events_wait', 'events.trouble_bought_events',
  'Events were paid for and are not put on sale; problem in events.bought_events says why.', null,
  'Look whether the organisation is being moved. Mend what problem says: it is tried each minute.');
