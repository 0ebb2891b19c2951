-- What an entry of the audit log says about a change, without values but those of the status:
-- {status, status_before, changed: [names of the columns]}.
create or replace function integrations.changed_data(p_old jsonb, p_new jsonb)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'status', p_new -> 'status',
    'status_before', p_old -> 'status',
    'changed', case when p_old is not null and p_old -> 'status' is null then (
      select jsonb_agg(k.name order by k.name) from jsonb_object_keys(p_new) as k (name)
    ) end))
$$;
revoke all on function integrations.changed_data(jsonb, jsonb) from public;
