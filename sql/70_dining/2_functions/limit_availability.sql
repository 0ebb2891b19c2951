-- Counts a question about availability, per address and per signed-in user. Raises rate_limited.
create or replace function dining.limit_availability()
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.hit_rate_limit('availability', core.client_address());
  perform core.hit_rate_limit('availability_user', auth.uid()::text);
end
$$;
revoke all on function dining.limit_availability() from public;
