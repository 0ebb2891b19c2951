-- Messages that were given up.
create or replace view core.trouble_dead_letters as
select d.event_id::text as id, d.died_at as since
from core.outbox_dead as d;
revoke all on core.trouble_dead_letters from anon, authenticated, service_role;
comment on view core.trouble_dead_letters is 'Messages that were given up.';

insert into core.troubles (trouble, view, description, heal, remedy)
values ('dead_letters', 'core.trouble_dead_letters',
  'Messages were given up after their last attempt.', null,
  'See why: entree outbox list --dead. Then: entree outbox replay --all');
