-- How much of a bill of so many cents is settled with what the platform owes its org back of fees.
-- The caller writes it into the charge in this transaction. Of a subscription a cent is left to be
-- paid, which shows from where the following months are collected; what the provider collects by
-- itself (`renewal`) and what only shows a way of paying are never reduced. Locks: subscription,
-- credits of the org.
create or replace function billing.take_credit(
  p_org_id uuid,
  p_kind billing.charge_kind,
  p_purpose billing.charge_purpose,
  p_amount integer,
  p_currency text
)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_most integer := case
    when p_purpose in ('renewal', 'method') then 0
    when p_kind = 'SUBSCRIPTION' then p_amount - 1
    else p_amount end;
begin
  if v_most = 0 or billing.credit_left(p_org_id, p_currency) <= 0 then
    return 0;
  end if;
  perform billing.lock_subscription(p_org_id);
  -- Two bills made at once do not take the same credit.
  perform pg_advisory_xact_lock(hashtextextended('billing.credits:' || p_org_id, 0));
  return greatest(0, least(v_most, billing.credit_left(p_org_id, p_currency)));
end
$$;
revoke all on function
  billing.take_credit(uuid, billing.charge_kind, billing.charge_purpose, integer, text) from public;
