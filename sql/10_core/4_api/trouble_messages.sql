-- Messages that nobody delivers.
create or replace view core.trouble_messages as
select e.event_id::text as id, e.available_at as since
from core.outbox_events as e
where e.available_at < core.clock() - interval '10 minutes';
revoke all on core.trouble_messages from anon, authenticated, service_role;
comment on view core.trouble_messages is 'Messages that nobody delivers.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('messages_wait', 'core.trouble_messages',
  'Messages of the outbox are due for 10 minutes and nobody delivers them.', null,
  'Start a worker: entree work. If one runs, its log says why it does not deliver.');
