-- Applies what the provider says of one payment (its JSON, fetched by us, with embedded refunds
-- and chargebacks), and on whose account (null: the platform's own). The only way in which a
-- payment's status changes on the provider's word, whoever asked: webhook, sweep or retry; any
-- number of times, in any order.
--
-- Returns {outcome, payment_id, status, result}: outcome `applied`, `duplicate` (nothing new),
-- `ignored` (an answer that is out of date), `review` (not the agreed money: a person must look)
-- or `unknown` (not ours). Raises org_is_moving. Locks: payable, then the payment and what the
-- payable's kind locks.
create or replace function payments.apply_provider_payment(
  p_provider jsonb,
  p_connection_id uuid default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
as $$
declare
  v_payment payments.payments := payments.find_payment(p_provider, p_connection_id);
  v_event_id uuid;
  v_disputes uuid[];
  v_outcome text;
  v_result text;
begin
  if v_payment.id is null then
    v_payment := payments.import_payment(p_provider, p_connection_id);
  end if;
  if v_payment.id is null then
    return jsonb_build_object('outcome', 'unknown');
  end if;
  perform tenancy.guard_not_moving(o.id, o.moving_at)
  from tenancy.orgs as o
  where o.id = v_payment.org_id;
  perform core.act_as('system');
  perform payments.lock_payables_of(v_payment);
  perform payments.attach_provider_payment(v_payment.id, p_provider);
  select p.* into strict v_payment
  from payments.payments as p
  where p.org_id = v_payment.org_id and p.id = v_payment.id;

  insert into payments.payment_events (org_id, payment_id, fingerprint, status, raw)
  values (
    v_payment.org_id, v_payment.id, payments.event_fingerprint(p_provider),
    p_provider ->> 'status',
    payments.without_person(p_provider)
  )
  on conflict on constraint event_is_applied_once do nothing
  returning id into v_event_id;
  if v_event_id is null then
    v_outcome := 'duplicate';
  else
    select m.outcome, m.result into v_outcome, v_result
    from payments.move_payment(v_payment, p_provider) as m;
    -- Once there is money that can have gone back; and what has is not sent back again.
    perform payments.sync_refunds(v_payment, p_provider);
    if v_result in ('overbooked', 'surplus') then
      perform payments.repay(v_payment, v_result);
    end if;
    v_disputes := payments.sync_chargebacks(v_payment, p_provider);
    perform payments.tell_disputes(v_payment, v_disputes);
    update payments.payment_events as e
    set outcome = v_outcome
    where e.org_id = v_payment.org_id and e.id = v_event_id;
  end if;
  -- Most that is told moves the payment, and this with it.
  update payments.payments as p
  set checked_at = core.clock()
  where p.org_id = v_payment.org_id and p.id = v_payment.id
    and p.checked_at is distinct from core.clock();
  return jsonb_strip_nulls(jsonb_build_object(
    'outcome', v_outcome,
    'payment_id', v_payment.id,
    'status', p_provider ->> 'status',
    'result', v_result
  ));
end
$$;
revoke all on function payments.apply_provider_payment(jsonb, uuid) from public;
grant execute on function payments.apply_provider_payment(jsonb, uuid) to service_role;
