-- Sends workers to ask the provider about payments of which nothing was heard for too long. Heals
-- `payments_are_open`.
create or replace function payments.ask_about_payments(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
  v_count integer := 0;
begin
  for v_payment in
    select p.*
    from payments.payments as p
    where p.id::text in (select t.id from payments.trouble_payments as t limit p_limit)
    for no key update skip locked
  loop
    perform payments.request_check(v_payment);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function payments.ask_about_payments(integer) from public;
