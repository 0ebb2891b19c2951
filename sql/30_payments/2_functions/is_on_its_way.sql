-- Whether a message about a payment still waits: in the outbox, as a dead letter, or for a lost
-- connection. Then it is that which has to go on.
create or replace function payments.is_on_its_way(p_payment_id uuid)
  returns boolean
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select exists (
    select from core.outbox_events as e
    where e.channel = 'mollie'
      and e.bucket = hashtextextended('payment:' || p_payment_id, 0) & 63
      and e.aggregate = 'payment:' || p_payment_id
  ) or exists (
    select from core.outbox_dead as d where d.aggregate = 'payment:' || p_payment_id
  ) or exists (
    select from payments.parked_calls as c where c.aggregate = 'payment:' || p_payment_id
  )
$$;
revoke all on function payments.is_on_its_way(uuid) from public;
