-- Whether a text is an IANA time zone name that Postgres knows. Abbreviations and offsets, which
-- Postgres would take too, do not follow summer time and are refused.
create or replace function core.is_time_zone(p_time_zone text)
  returns boolean
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if coalesce(p_time_zone !~ '^([A-Z][A-Za-z_]+(/[A-Z][A-Za-z0-9_+-]+)+|UTC)$', true) then
    return false;
  end if;
  perform timestamptz '2000-01-01 00:00+00' at time zone p_time_zone;
  return true;
exception when invalid_parameter_value then
  return false;
end
$$;
revoke all on function core.is_time_zone(text) from public;
