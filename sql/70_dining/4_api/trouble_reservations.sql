-- Reservations with which time should have done something by now.
create or replace view dining.trouble_reservations as
select r.id::text as id, r.due_at as since
from dining.reservations as r
where r.due_at < core.clock() - interval '10 minutes';
revoke all on dining.trouble_reservations from anon, authenticated, service_role;
comment on view dining.trouble_reservations is 'Reservations far past a deadline.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('reservations_are_due', 'dining.trouble_reservations',
  'Reservations are past a deadline and nothing was done.', 'dining.sweep_reservations',
  'entree heal reservations_are_due');
