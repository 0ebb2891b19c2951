-- A state changed only along a declared transition: what the audit log saw, against the table.
create or replace view core.promise_transitions as
select
  a.audit_id,
  a.entity_type as machine,
  a.entity_id,
  a.old_value ->> 'status' as from_state,
  a.new_value ->> 'status' as to_state
from core.audit_log as a
where a.old_value ->> 'status' is not null
  and a.new_value ->> 'status' is not null
  and exists (select 1 from core.transitions as t where t.machine = a.entity_type)
  and not exists (
    select 1
    from core.transitions as t
    where t.machine = a.entity_type
      and t.from_state = a.old_value ->> 'status'
      and t.to_state = a.new_value ->> 'status'
  );
revoke all on core.promise_transitions from anon, authenticated, service_role;
comment on view core.promise_transitions is 'Changes of state that are not declared in core.transitions.';

insert into core.promises (promise, view, description)
values ('states_move_as_declared', 'core.promise_transitions',
  'A state changes only along a declared transition.');
