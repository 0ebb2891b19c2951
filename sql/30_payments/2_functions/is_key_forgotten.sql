-- Whether the provider may have forgotten the idempotency key of something that we wrote down at a
-- moment, before it was told: it keeps keys for an hour. From a little before that on, what may
-- have been made is looked for at the provider before it is made again.
create or replace function payments.is_key_forgotten(p_created_at timestamptz)
  returns boolean
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select p_created_at <= core.clock() - interval '55 minutes'
$$;
revoke all on function payments.is_key_forgotten(timestamptz) from public;
grant execute on function payments.is_key_forgotten(timestamptz) to service_role;
