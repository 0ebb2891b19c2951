-- Called by payments when a bank took the money of a charge back: it is owed again, to be paid by a
-- person, since whoever calls money back would do so again. When the bank returns it, it is paid
-- again; or goes back, if the charge was paid otherwise meanwhile. Locks: subscription, charge.
create or replace function billing.note_dispute(
  p_org_id uuid,
  p_charge_id uuid,
  p_chargeback_id uuid
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions := billing.lock_subscription(p_org_id);
  v_charge billing.charges := billing.lock_charge(p_org_id, p_charge_id);
  v_has_settled boolean;
  v_is_open boolean;
begin
  select f.has_settled, f.is_open into v_has_settled, v_is_open
  from payments.dispute_facts(p_org_id, p_chargeback_id) as f;
  if v_is_open and v_charge.status = 'paid' and v_has_settled then
    perform payments.change_settled(p_org_id, p_chargeback_id, false);
    perform billing.fail_charge(v_charge, v_subscription, false);
  elsif not v_is_open and v_charge.status = 'failed' then
    perform payments.change_settled(p_org_id, p_chargeback_id, true);
    update billing.charges as c
    set status = 'paid', paid_at = core.clock(), failed_at = null, retry_at = null
    where c.org_id = p_org_id and c.id = p_charge_id;
    if v_subscription.id is not null then
      perform billing.catch_up(v_subscription);
    end if;
  end if;
  perform billing.want_sales_invoice(p_org_id, p_charge_id);
end
$$;
revoke all on function billing.note_dispute(uuid, uuid, uuid) from public;
