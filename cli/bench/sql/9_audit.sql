-- Switches the audit log on or off, for all: what writes it does nothing then.
create table bench.audit_function (definition text not null);
insert into bench.audit_function
select pg_get_functiondef('core.audit(uuid, text, text, text, jsonb, jsonb)'::regprocedure);

create function bench.use_audit(p_is_on boolean)
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_trigger record;
begin
  for v_trigger in
    select t.tgrelid::regclass as relation, t.tgname as name
    from pg_catalog.pg_trigger as t
    where t.tgfoid = 'core.tg__audit()'::regprocedure and t.tgparentid = 0
  loop
    execute format(
      'alter table %s %s trigger %I',
      v_trigger.relation, case when p_is_on then 'enable' else 'disable' end, v_trigger.name);
  end loop;
  if p_is_on then
    execute (select f.definition from bench.audit_function as f);
  else
    create or replace function core.audit(
      p_org_id uuid,
      p_entity_type text,
      p_entity_id text,
      p_action text,
      p_old_value jsonb default null,
      p_new_value jsonb default null
    )
      returns void
      language plpgsql
      volatile
      security definer
      set search_path = ''
    as 'begin end';
  end if;
end
$$;
