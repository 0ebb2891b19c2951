-- Counts tickets that were sold for an event just now. Called by whoever sells, in the transaction
-- of the sale; appends, and so waits for nobody. A ticket is counted once, when it is first sold:
-- what replaces it later (another ticket type, another holder) is not.
create or replace function billing.record_usage(
  p_org_id uuid,
  p_event_id uuid,
  p_tickets integer
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into billing.usage_entries (org_id, event_id, month, sold)
  values (p_org_id, p_event_id, billing.month_of(core.clock()), p_tickets);
end
$$;
revoke all on function billing.record_usage(uuid, uuid, integer) from public;
