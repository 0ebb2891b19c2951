-- Leases that last longer than any worker asks for.
create or replace view core.trouble_leases as
select b.channel || '/' || b.bucket as id, b.leased_until as since
from core.outbox_buckets as b
where b.leased_until > core.clock() + interval '10 minutes';
revoke all on core.trouble_leases from anon, authenticated, service_role;
comment on view core.trouble_leases is 'Leases that last longer than any worker asks for.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('leases_are_held', 'core.trouble_leases',
  'Buckets of the outbox are leased for longer than any worker asks for.', 'core.free_leases',
  'entree heal leases_are_held');
