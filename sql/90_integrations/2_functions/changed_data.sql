-- What an entry of the audit log says about a change, without values but those of the status, and
-- whose a start number was: {status, status_before, registration_id, changed: [names of columns],
-- scan}.
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
    'registration_id', coalesce(
      nullif(p_new -> 'registration_id', 'null'), p_old -> 'registration_id'),
    'scan', p_new -> 'scan',
    'changed', case when p_old is not null and p_old -> 'status' is null then (
      select jsonb_agg(k.name order by k.name) from jsonb_object_keys(p_new) as k (name)
    ) end))
$$;
revoke all on function integrations.changed_data(jsonb, jsonb) from public;
