-- Sends workers out with refunds that had to wait because an equal one went just before. Sweep
-- `payments.send_refunds`.
create or replace function payments.sweep_refunds(p_limit integer)
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
    where r.sent_at is null and r.status = 'pending' and r.send_at <= core.clock()
    order by r.send_at
    limit p_limit
    for no key update skip locked
  loop
    perform payments.send_refund(v_refund);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function payments.sweep_refunds(integer) from public;
