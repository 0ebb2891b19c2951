-- The provider refused to collect by an attempt of ours (a worker's call): it has failed, as if the
-- provider had made and failed it. One that it knows by now stays. Locks: payable, payment, then
-- what the payable's kind locks.
create or replace function payments.refuse_attempt(p_payment_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
  v_function text;
begin
  perform core.act_as('system');
  select p.* into strict v_payment from payments.payments as p where p.id = p_payment_id;
  perform payments.lock_payable(v_payment.org_id, v_payment.payable_id);
  if not payments.is_attempt_wanted(p_payment_id) then
    return;
  end if;
  perform payments.give_up_attempt(v_payment);
  select k.release_function into strict v_function
  from payments.payables as a
  join payments.payable_kinds as k on k.kind = a.kind
  where a.org_id = v_payment.org_id and a.id = v_payment.payable_id;
  execute format('select %s($1, $2, $3)', v_function)
  using v_payment.org_id, v_payment.payable_id, 'failed';
end
$$;
revoke all on function payments.refuse_attempt(uuid) from public;
grant execute on function payments.refuse_attempt(uuid) to service_role;
