-- Sends workers out again with refunds whose message is gone although the provider never answered.
-- The refund's id is the idempotency key there, and its list is read first, so none goes twice.
-- Heals `refunds_are_unsent`.
create or replace function payments.resend_refunds(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_refund payments.refunds;
  v_count integer := 0;
begin
  for v_refund in
    select r.*
    from payments.refunds as r
    where r.id::text in (select t.id from payments.trouble_refunds as t limit p_limit)
    for no key update skip locked
  loop
    perform payments.send_refund(v_refund);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function payments.resend_refunds(integer) from public;
