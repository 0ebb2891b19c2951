-- A terminal that is closed has no open session, and one that is deleted no events.
create or replace view door.promise_terminals as
select s.org_id, s.id as session_id, 'open although its terminal is closed' as problem
from door.terminal_sessions as s
join door.terminals as t on t.org_id = s.org_id and t.id = s.terminal_id
where not t.is_active and s.revoked_at is null and s.expires_at > core.clock()
union all
select a.org_id, a.terminal_id, 'assigned although it is deleted'
from door.terminals as t
join door.terminal_events as a on a.org_id = t.org_id and a.terminal_id = t.id
where t.deleted_at is not null;
revoke all on door.promise_terminals from anon, authenticated, service_role;
comment on view door.promise_terminals is 'What devices could still do with a terminal that is closed.';

insert into core.promises (promise, view, description)
values ('closed_terminals_scan_nothing', 'door.promise_terminals',
  'A terminal that was deactivated or deleted has no open session.');
