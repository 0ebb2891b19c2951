-- The beginning of a period that ends now: `24h`, `7d` or `30d`; the first where it is null. Raises
-- invalid_field.
create or replace function platform.since_of(p_period text)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if coalesce(p_period, '24h') not in ('24h', '7d', '30d') then
    perform core.fail('invalid_field', '{"field": "period", "reason": "it is not 24h, 7d or 30d"}');
  end if;
  return core.clock() - case coalesce(p_period, '24h')
    when '24h' then interval '24 hours' when '7d' then interval '7 days' else interval '30 days' end;
end
$$;
revoke all on function platform.since_of(text) from public;
