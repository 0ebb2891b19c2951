-- Every event has a source, and every source is an action that something writes to the audit log: a
-- row that comes, changes or goes, a declared move of a machine, or an act of a function.
begin;
select plan(3);

select is_empty(
  $$
  select t.event_type from integrations.event_types as t
  except select s.event_type from integrations.event_sources as s
  $$, 'every event has a source');
select is_empty(
  $$
  select s.action
  from integrations.event_sources as s
  where split_part(s.action, '.', 2) not in ('created', 'updated', 'deleted', 'restored')
    and not exists (
      select from core.transitions as t
      where t.machine || '.' || t.to_state = s.action
    )
    and s.action not in ('registration.edited', 'registration.joined_team', 'customer.merged',
      'ticket_instance.checked_in', 'ticket_instance.checked_out', 'ticket_instance.conflict')
  $$, 'every action is a move that is declared, or known here');
select is_empty(
  $$
  select split_part(s.action, '.', 1)
  from integrations.event_sources as s
  except
  select split_part(
    convert_from(substring(g.tgargs for position('\000'::bytea in g.tgargs) - 1), 'UTF8'), '.', 1)
  from pg_trigger as g
  where g.tgfoid = 'core.tg__audit'::regproc
  $$, 'every entity is one whose table is audited');

select * from finish();
rollback;
