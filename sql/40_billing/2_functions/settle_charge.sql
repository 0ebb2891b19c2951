-- Called by payments when the money for a charge has arrived: what it pays for begins. `surplus`,
-- which payments sends back, for a charge that was paid already or is not asked for any more, and
-- for what only showed another way of paying. Locks: subscription, charge.
create or replace function billing.settle_charge(p_org_id uuid, p_charge_id uuid)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions := billing.lock_subscription(p_org_id);
  v_charge billing.charges := billing.lock_charge(p_org_id, p_charge_id);
  v_now timestamptz := core.clock();
begin
  if v_charge.status not in ('pending', 'failed') then
    return 'surplus';
  elsif v_charge.kind = 'SUBSCRIPTION' then
    perform billing.note_mandate(v_charge);
    if v_charge.purpose = 'method'
      or not billing.is_still_wanted(v_subscription, v_charge)
    then
      update billing.charges as c
      set status = 'withdrawn', withdrawn_at = v_now, failed_at = null, retry_at = null
      where c.org_id = p_org_id and c.id = p_charge_id;
      if v_subscription.id is not null then
        perform billing.ask_sync(v_subscription);
      end if;
      return 'surplus';
    end if;
  end if;
  update billing.charges as c
  set status = 'paid', paid_at = v_now, failed_at = null, retry_at = null,
    period_start = case c.purpose when 'first' then v_now else c.period_start end,
    period_end = case c.purpose
      when 'first' then billing.first_period_end(v_now) else c.period_end end
  where c.org_id = p_org_id and c.id = p_charge_id
  returning c.* into v_charge;
  if v_charge.kind = 'SUBSCRIPTION' then
    perform billing.take_charge(v_subscription, v_charge);
  end if;
  perform billing.want_sales_invoice(p_org_id, p_charge_id);
  return 'settled';
end
$$;
revoke all on function billing.settle_charge(uuid, uuid) from public;
