-- Takes what tells of a person out of the reservations of a locked guest, and out of the letters
-- that were not sent or given up. Why the system ended a reservation stays: that is no word of
-- theirs.
create or replace function dining.erase_traces(p_customer dining.customers)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_letters text[];
begin
  with erased as (
    update dining.reservations as r
    set user_id = null, guest_notes = null, internal_notes = null, badges = '[]', return_url = null,
      cancellation_reason = case when r.cancelled_by = 'system' then r.cancellation_reason end
    where r.org_id = p_customer.org_id and r.location_id = p_customer.location_id
      and r.customer_id = p_customer.id
    returning r.id
  )
  select array_agg('reservation:' || e.id) into v_letters from erased as e;
  delete from core.outbox_events as e
  where e.org_id = p_customer.org_id and e.channel = 'email' and e.aggregate = any (v_letters);
  delete from core.outbox_dead as e
  where e.org_id = p_customer.org_id and e.channel = 'email' and e.aggregate = any (v_letters);
end
$$;
revoke all on function dining.erase_traces(dining.customers) from public;
