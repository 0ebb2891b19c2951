-- Tries again what failed, for platform admins: the delivery of a message that waits or is a dead
-- letter (`p_event_id`), or the question how a payment stands (`p_payment_id`), which is what its
-- webhook would have caused. One of the two. The act is logged. Returns {retried: message,
-- payment}. Locks: the payment. Raises missing_field, invalid_field, not_found, and what
-- require_platform_admin() raises.
create or replace function platform.retry(p_event_id bigint, p_payment_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
  v_org_id uuid;
begin
  perform tenancy.require_platform_admin();
  if p_event_id is not null and p_payment_id is not null then
    perform core.fail('invalid_field',
      '{"field": "payment_id", "reason": "there is an event_id as well"}');
  elsif p_payment_id is not null then
    select p.* into v_payment
    from payments.payments as p
    where p.id = p_payment_id and p.provider = 'mollie'
    for no key update;
    if not found then
      perform core.fail('not_found', jsonb_build_object('what', 'payment', 'id', p_payment_id));
    end if;
    perform payments.ask_provider(v_payment, 'mollie.check_payment');
    perform tenancy.log_admin_act(
      'payment.retried', v_payment.org_id, 'payment', p_payment_id::text, '{}');
    return '{"retried": "payment"}';
  elsif p_event_id is null then
    perform core.fail('missing_field', '{"field": "event_id"}');
  end if;
  select d.org_id into v_org_id from core.outbox_dead as d where d.event_id = p_event_id;
  if found then
    perform core.replay_outbox(p_event_id);
  else
    update core.outbox_events as e
    set available_at = core.clock()
    where e.event_id = p_event_id
    returning e.org_id into v_org_id;
    if not found then
      perform core.fail('not_found', jsonb_build_object('what', 'message', 'id', p_event_id));
    end if;
  end if;
  perform tenancy.log_admin_act(
    'message.retried', v_org_id, 'message', p_event_id::text, '{}');
  return '{"retried": "message"}';
end
$$;
revoke all on function platform.retry(bigint, uuid) from public;
grant execute on function platform.retry(bigint, uuid) to authenticated;
