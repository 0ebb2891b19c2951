-- Gives the registrations of an order that has been paid their start numbers; called where the
-- event's settings say that this happens on settlement. Where none are left the order is paid all
-- the same: the audit log says who is without, and the organiser gets a mail, at most one a day.
-- Locks: the event's ranges.
create or replace function sales.assign_bibs_of_order(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_without uuid[];
begin
  select g.without_number into v_without
  from sales.give_bibs(p_order.org_id, p_order.event_id, p_order.id) as g;
  if cardinality(v_without) > 0 then
    perform core.audit(
      p_order.org_id, 'order', p_order.id::text, 'order.without_bibs', null,
      jsonb_build_object('event_id', p_order.event_id, 'registration_ids', v_without));
    perform sales.mail_bibs_gone(p_order.org_id, p_order.event_id);
  end if;
end
$$;
revoke all on function sales.assign_bibs_of_order(sales.orders) from public;
