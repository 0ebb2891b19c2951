-- Gives whoever asks the lease to refresh tokens, if they still need it and nobody has it. Returns
-- the tokens as they are now, with the lease, or with lease 0 for whoever did not get it. Locks:
-- tokens.
create or replace function payments.lease_tokens(
  p_tokens payments.mollie_tokens,
  p_refused_version bigint
)
  returns payments.mollie_tokens
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_tokens payments.mollie_tokens;
begin
  -- The row's lock decides who comes first; whoever comes second sees what the first one stored.
  update payments.mollie_tokens as t
  set lease = t.lease + 1, leased_until = v_now + interval '30 seconds'
  where t.org_id = p_tokens.org_id
    and t.connection_id = p_tokens.connection_id
    and t.leased_until <= v_now
    and (t.access_expires_at <= v_now + interval '5 minutes' or t.version = p_refused_version)
  returning t.* into v_tokens;
  if not found then
    select t.* into strict v_tokens
    from payments.mollie_tokens as t
    where t.org_id = p_tokens.org_id and t.connection_id = p_tokens.connection_id;
    v_tokens.lease := 0;
  end if;
  return v_tokens;
end
$$;
revoke all on function payments.lease_tokens(payments.mollie_tokens, bigint) from public;
