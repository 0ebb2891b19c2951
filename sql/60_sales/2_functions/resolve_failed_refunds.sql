-- Closes what waits for a person because a refund failed, once another one gives the same back: for
-- a ticket or line that it was for; or, when it was for nothing in particular, as much.
create or replace function sales.resolve_failed_refunds(p_refunds payments.refunds[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform payments.resolve_review(f.org_id, f.payment_id, 'refund_failed', f.id)
  from unnest(p_refunds) as r
  join payments.refunds as f
    on f.org_id = r.org_id and f.payment_id = r.payment_id and f.status = 'failed'
  where exists (
      select from sales.refund_items as had
      join sales.refund_items as has
        on has.org_id = had.org_id and has.refund_id = r.id
        and has.order_item_id = had.order_item_id
        and has.ticket_instance_id is not distinct from had.ticket_instance_id
      where had.org_id = f.org_id and had.refund_id = f.id
    )
    or (f.amount <= r.amount and not exists (
      select from sales.refund_items as i
      where i.org_id = f.org_id and i.refund_id in (f.id, r.id)
    ));
end
$$;
revoke all on function sales.resolve_failed_refunds(payments.refunds[]) from public;
