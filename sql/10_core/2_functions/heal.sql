-- Sets at most `p_limit` of what is stuck going again and says how many; callers repeat while it is
-- as many as they asked for. For operators, through `entree heal`. Raises not_found for a trouble
-- that does not exist or that a program cannot heal.
create or replace function core.heal(p_trouble text, p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_heal text;
  v_count integer;
begin
  perform core.act_as('system');
  select t.heal into v_heal from core.troubles as t where t.trouble = p_trouble;
  if v_heal is null then
    perform core.fail(
      'not_found', jsonb_build_object('what', 'trouble to heal', 'id', p_trouble));
  end if;
  execute format('select %s($1)', v_heal) into v_count using p_limit;
  return v_count;
end
$$;
revoke all on function core.heal(text, integer) from public;
grant execute on function core.heal(text, integer) to service_role;
