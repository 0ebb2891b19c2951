-- The row of a rule, as explanations and warnings name it.
create or replace function dining.rule(p_table text, p_id uuid)
  returns jsonb
  language sql
  immutable
  security invoker
  set search_path = ''
as $$
  select jsonb_build_object('table', p_table, 'id', p_id)
$$;
revoke all on function dining.rule(text, uuid) from public;
