-- What the audit log says of an order and of its tickets, registrations, notes, payments and
-- refunds, the newest 200 entries, oldest first.
create or replace function sales.order_history(p_order sales.orders)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    with things as (
      select 'order' as entity_type, p_order.id as entity_id
      union all
      select 'ticket_instance', t.id
      from sales.ticket_instances as t
      where t.org_id = p_order.org_id and t.order_id = p_order.id
      union all
      select 'registration', r.id
      from sales.registrations as r
      where r.org_id = p_order.org_id and r.order_id = p_order.id
      union all
      select 'order_note', n.id
      from sales.order_notes as n
      where n.org_id = p_order.org_id and n.order_id = p_order.id
      union all
      select 'payment', p.id
      from payments.payments as p
      where p.org_id = p_order.org_id and p.payable_id = p_order.id
      union all
      select 'refund', f.id
      from payments.refunds as f
      where f.org_id = p_order.org_id and f.payable_id = p_order.id
    ), entries as (
      select a.audit_id, a.action, a.entity_type, a.entity_id, a.old_value, a.new_value,
        a.performed_by, a.performed_by_type, a.created_at
      from things as t
      join core.audit_log as a
        on a.org_id = p_order.org_id
        and a.entity_type = t.entity_type
        and a.entity_id = t.entity_id::text
      order by a.audit_id desc
      limit 200
    )
    select coalesce(jsonb_agg(jsonb_build_object(
      'action', e.action, 'entity_type', e.entity_type, 'entity_id', e.entity_id,
      'old_value', e.old_value, 'new_value', e.new_value, 'performed_by', e.performed_by,
      'performed_by_type', e.performed_by_type, 'created_at', e.created_at)
      order by e.audit_id), '[]')
    from entries as e
  );
end
$$;
revoke all on function sales.order_history(sales.orders) from public;
