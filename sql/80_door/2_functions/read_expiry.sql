-- Until when a terminal's code is to open sessions: 30 days from now if nobody says. Raises
-- invalid_field.
create or replace function door.read_expiry(p_expires_at timestamptz)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
begin
  if p_expires_at <= v_now or p_expires_at > v_now + interval '366 days' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'expires_at', 'reason', 'it is not within a year from now'));
  end if;
  return coalesce(p_expires_at, v_now + interval '30 days');
end
$$;
revoke all on function door.read_expiry(timestamptz) from public;
