-- Writes a note on an order, for staff with orders.note. Raises missing_field, invalid_field, and
-- what tenancy.authorise() raises.
create or replace function sales.add_order_note(p_order_id uuid, p_body text)
  returns sales.order_notes
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
  v_note sales.order_notes;
begin
  perform core.require_id('order_id', p_order_id);
  select o.* into v_order from sales.orders as o where o.id = p_order_id;
  perform tenancy.authorise(v_order.org_id, 'orders.note', 'order', p_order_id);
  v_note.body := core.optional_prose('body', p_body, 2000);
  if v_note.body is null then
    perform core.fail('missing_field', '{"field": "body"}');
  end if;
  insert into sales.order_notes (org_id, order_id, body, created_by)
  values (v_order.org_id, v_order.id, v_note.body, auth.uid())
  returning * into v_note;
  return v_note;
end
$$;
revoke all on function sales.add_order_note(uuid, text) from public;
grant execute on function sales.add_order_note(uuid, text) to authenticated;
