-- Counts tickets that ended (refunded, given up), of a sale at a moment: they are given back to the
-- month of the sale while that lasts, and to the event in any case. The opposite of record_usage().
create or replace function billing.record_return(
  p_org_id uuid,
  p_event_id uuid,
  p_sold_at timestamptz,
  p_tickets integer
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_month date := billing.month_of(p_sold_at);
  v_in_time boolean := v_month = billing.month_of(core.clock());
begin
  insert into billing.usage_entries (org_id, event_id, month, returned, returned_late)
  values (
    p_org_id, p_event_id, v_month,
    case when v_in_time then p_tickets else 0 end, case when v_in_time then 0 else p_tickets end);
end
$$;
revoke all on function billing.record_return(uuid, uuid, timestamptz, integer) from public;
