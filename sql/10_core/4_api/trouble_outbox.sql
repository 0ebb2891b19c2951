-- What keeps messages from being delivered: nobody delivers them, a lease that does not end, and
-- those that were given up.
create or replace view core.trouble_messages as
select e.event_id::text as id, e.available_at as since
from core.outbox_events as e
where e.available_at < core.clock() - interval '10 minutes';
revoke all on core.trouble_messages from anon, authenticated, service_role;
comment on view core.trouble_messages is 'Messages that nobody delivers.';

create or replace view core.trouble_leases as
select b.channel || '/' || b.bucket as id, b.leased_until as since
from core.outbox_buckets as b
where b.leased_until > core.clock() + interval '10 minutes';
revoke all on core.trouble_leases from anon, authenticated, service_role;
comment on view core.trouble_leases is 'Leases that last longer than any worker asks for.';

create or replace view core.trouble_dead_letters as
select d.event_id::text as id, d.died_at as since
from core.outbox_dead as d;
revoke all on core.trouble_dead_letters from anon, authenticated, service_role;
comment on view core.trouble_dead_letters is 'Messages that were given up.';

insert into core.troubles (trouble, view, description, heal, remedy) values
  ('messages_wait', 'core.trouble_messages',
   'Messages of the outbox are due for 10 minutes and nobody delivers them.', null,
   'Start a worker: entree work. If one runs, its log says why it does not deliver.'),
  ('leases_are_held', 'core.trouble_leases',
   'Buckets of the outbox are leased for longer than any worker asks for.', 'core.free_leases',
   'entree heal leases_are_held'),
  ('dead_letters', 'core.trouble_dead_letters',
   'Messages were given up after their last attempt.', null,
   'See why: entree outbox list --dead. Then: entree outbox replay --all');
