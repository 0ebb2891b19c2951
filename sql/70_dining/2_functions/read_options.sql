-- What staff add to a booking, checked for its shape. Raises invalid_field for what is unknown or
-- of the wrong type, not_allowed when guests send any.
create or replace function dining.read_options(p_options jsonb, p_is_guest boolean)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_field text;
begin
  if coalesce(p_options, '{}') = '{}' then
    return '{}';
  end if;
  if p_is_guest then
    perform core.fail('not_allowed', jsonb_build_object('permission', 'reservations.operate'));
  end if;
  if jsonb_typeof(p_options) <> 'object' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'options', 'reason', 'it is not an object'));
  end if;
  select o.key into v_field
  from jsonb_each(p_options) as o
  where not coalesce(case
    when o.value = 'null' then true
    when o.key in ('option_expires_at', 'table_id', 'table_group_id', 'internal_notes')
      then jsonb_typeof(o.value) = 'string'
    when o.key = 'status' then o.value <@ '["confirmed", "option", "draft"]'
    when o.key in ('assign_table', 'waive_payment') then jsonb_typeof(o.value) = 'boolean'
    when o.key = 'badges' then jsonb_typeof(o.value) = 'array'
      and jsonb_array_length(o.value) <= 20
      and not o.value @? '$[*] ? (@.type() != "string" || !(@ like_regex "^[a-z0-9_]{1,40}$"))'
  end, false)
  limit 1;
  if found then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'options.' || left(v_field, 40),
      'reason', 'it is unknown, or its value is not of the right kind'));
  end if;
  return jsonb_strip_nulls(p_options);
end
$$;
revoke all on function dining.read_options(jsonb, boolean) from public;
