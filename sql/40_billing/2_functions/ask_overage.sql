-- Asks an org for the overage of a period that has been closed, where there is any: one charge.
create or replace function billing.ask_overage(p_org_id uuid, p_usage_record_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_record billing.usage_records;
  v_plan billing.plans;
begin
  select r.* into strict v_record
  from billing.usage_records as r
  where r.org_id = p_org_id and r.id = p_usage_record_id;
  if v_record.overage_fee_total = 0 then
    return;
  end if;
  select p.* into strict v_plan from billing.plans as p where p.plan = v_record.plan;
  perform billing.make_charge(
    p_org_id, 'OVERAGE',
    format('%s: %s tickets above %s', v_plan.name, v_record.overage_tickets, v_record.ticket_limit),
    v_record.overage_fee_total, v_record.currency, v_plan.vat_basis_points, null, null,
    v_plan.plan, v_record.event_id, v_record.period_start, v_record.period_end);
end
$$;
revoke all on function billing.ask_overage(uuid, uuid) from public;
