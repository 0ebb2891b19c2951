-- Whether the provider must be asked before what a payable holds may be given to others: an attempt
-- is open there and nobody has looked since `p_since`. Sends a worker to ask, and again after ten
-- minutes without an answer.
create or replace function payments.awaits_provider(
  p_org_id uuid,
  p_payable_id uuid,
  p_since timestamptz
)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  select p.* into v_payment
  from payments.payments as p
  where p.org_id = p_org_id
    and p.payable_id = p_payable_id
    and p.status in ('open', 'pending', 'authorized')
    and coalesce(p.checked_at < p_since, true);
  if not found then
    return false;
  end if;
  if coalesce(v_payment.check_requested_at < greatest(p_since, core.clock() - interval '10 minutes'), true)
  then
    perform payments.request_check(v_payment);
  end if;
  return true;
end
$$;
revoke all on function payments.awaits_provider(uuid, uuid, timestamptz) from public;
