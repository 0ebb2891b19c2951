-- All that staff see of an order, with orders.read. Who takes part is there for those with
-- registrations.read, payments and refunds with payments.read, the history with audit.read; for
-- others they are null. Codes of tickets are for their holders. Raises missing_field, and what
-- tenancy.authorise() raises.
create or replace function sales.order_detail(p_order_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
  v_json jsonb;
begin
  perform core.require_id('order_id', p_order_id);
  select o.* into v_order from sales.orders as o where o.id = p_order_id;
  perform tenancy.authorise(v_order.org_id, 'orders.read', 'order', p_order_id);
  v_json := sales.order_json(v_order) - array['checkout_url', 'registrations', 'tickets'];
  return v_json
    || jsonb_build_object(
      'org_id', v_order.org_id,
      'user_id', v_order.user_id,
      'note', v_order.note,
      'failed_at', v_order.failed_at,
      'cancelled_at', v_order.cancelled_at,
      'expired_at', v_order.expired_at,
      'overbooked_at', v_order.overbooked_at,
      'refunded_at', v_order.refunded_at,
      'tickets', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'ticket_instance_id', t.id, 'ticket_type', i.name, 'line', i.line, 'status', t.status,
          'void_reason', t.void_reason, 'used_at', t.used_at, 'registration_id', t.registration_id)
          order by i.line, t.id), '[]')
        from sales.ticket_instances as t
        join sales.order_items as i on i.org_id = t.org_id and i.id = t.order_item_id
        where t.org_id = v_order.org_id and t.order_id = v_order.id
      ),
      'notes', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'note_id', n.id, 'body', n.body, 'created_by', n.created_by, 'created_at', n.created_at)
          order by n.created_at, n.id), '[]')
        from sales.order_notes as n
        where n.org_id = v_order.org_id and n.order_id = v_order.id
      ),
      'mails', sales.mails_of(v_order.org_id, 'order:' || v_order.id),
      'registrations', case when tenancy.may(v_order.org_id, 'registrations.read')
        then sales.registrations_for_staff(v_order) end,
      'history', case when tenancy.may(v_order.org_id, 'audit.read')
        then sales.order_history(v_order) end
    )
    || case when tenancy.may(v_order.org_id, 'payments.read')
      then payments.money_of(v_order.org_id, v_order.id)
      else '{"payments": null, "refunds": null, "chargebacks": null}' end;
end
$$;
revoke all on function sales.order_detail(uuid) from public;
grant execute on function sales.order_detail(uuid) to authenticated;
