-- What an integration is to hear of, each once and in order. Raises missing_field,
-- unknown_event_type for one that matches nothing that can happen.
create or replace function integrations.read_event_types(p_event_types text[])
  returns text[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_types text[] := array(select distinct t.name from unnest(p_event_types) as t (name) order by 1);
  v_unknown text;
begin
  if cardinality(v_types) = 0 then
    perform core.fail('missing_field', jsonb_build_object('field', 'event_types'));
  end if;
  select t.name into v_unknown
  from unnest(v_types) as t (name)
  where not exists (
    select from integrations.event_types as e
    where integrations.is_subscribed(array[t.name], e.event_type)
  )
  limit 1;
  if found then
    perform core.fail('unknown_event_type', jsonb_build_object(
      'event_type', coalesce(left(v_unknown, 100), '?')));
  end if;
  if cardinality(v_types) > 100 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'event_types', 'reason', 'it has more than 100 types'));
  end if;
  return v_types;
end
$$;
revoke all on function integrations.read_event_types(text[]) from public;
