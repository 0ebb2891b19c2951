-- When a first month that begins now ends: at a midnight (UTC), not before a month has passed, on a
-- day that every month has, so that the provider's months and ours are the same for ever.
create or replace function billing.first_period_end(p_start timestamptz)
  returns timestamptz
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_end timestamp := date_trunc('day', p_start at time zone 'UTC' + interval '1 month');
begin
  if v_end < p_start at time zone 'UTC' + interval '1 month' then
    v_end := v_end + interval '1 day';
  end if;
  if extract(day from v_end) > 28 then
    v_end := date_trunc('month', v_end) + interval '1 month';
  end if;
  return v_end at time zone 'UTC';
end
$$;
revoke all on function billing.first_period_end(timestamptz) from public;
