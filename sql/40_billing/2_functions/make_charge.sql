-- Asks something of an org: a charge with its payable. VAT is in the amount (cents). What it is for
-- is said by the arguments that are not null; its purpose only for subscriptions. One that is not
-- asked is withdrawn from the start: for money that was collected all the same, and goes back. What
-- the platform owes the org back of its fees reduces it; one of which nothing is left is paid.
-- Locks: subscription, credits of the org.
create or replace function billing.make_charge(
  p_org_id uuid,
  p_kind billing.charge_kind,
  p_description text,
  p_amount integer,
  p_currency text,
  p_vat_basis_points integer,
  p_purpose billing.charge_purpose default null,
  p_subscription_id uuid default null,
  p_plan billing.plan default null,
  p_event_id uuid default null,
  p_period_start timestamptz default null,
  p_period_end timestamptz default null,
  p_return_url text default null,
  p_is_asked boolean default true
)
  returns billing.charges
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_id uuid := core.new_id();
  v_credit integer := case when p_is_asked
    then billing.take_credit(p_org_id, p_kind, p_purpose, p_amount, p_currency) else 0 end;
  v_charge billing.charges;
begin
  perform payments.create_payable(
    p_org_id, v_id, 'billing_charge', p_amount - v_credit, p_currency);
  insert into billing.charges (
    org_id, id, kind, purpose, description, subscription_id, plan, event_id, amount, credit_amount,
    currency, vat_basis_points, period_start, period_end, return_url, public_token_hash, status,
    withdrawn_at
  ) values (
    p_org_id, v_id, p_kind, p_purpose,
    case when v_credit = 0 then p_description
      else left(p_description, 150) || format(
        ', less %s %s of fees credited', p_currency, (v_credit * 0.01)::numeric(12, 2)) end,
    p_subscription_id, p_plan, p_event_id, p_amount - v_credit, v_credit, p_currency,
    p_vat_basis_points, p_period_start, p_period_end, p_return_url,
    core.token_hash(core.public_token(p_org_id, v_id)),
    case when p_is_asked then 'pending' else 'withdrawn' end::billing.charge_status,
    case when not p_is_asked then core.clock() end
  )
  returning * into v_charge;
  if v_charge.amount = 0 then
    perform billing.settle_charge(p_org_id, v_id);
    v_charge := billing.lock_charge(p_org_id, v_id);
  end if;
  return v_charge;
end
$$;
revoke all on function billing.make_charge(
  uuid, billing.charge_kind, text, integer, text, integer, billing.charge_purpose, uuid,
  billing.plan, uuid, timestamptz, timestamptz, text, boolean) from public;
