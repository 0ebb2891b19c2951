-- Gives up a registration with its ticket and the products that go with it, by whoever may change
-- it, when the event allows it: what its rules promise goes back to the payer, and the place to
-- whom the event says. A whole team with its one ticket. `p_refund_amount` is what the caller was
-- shown: when it is another by now, nothing happens.
--
-- Returns {registration_id, status, refund_amount, currency}. A repeat changes nothing. Raises
-- sign_in_required, missing_field, not_found, registration_not_cancellable, refund_changed. Locks:
-- payable, order, then what make_refund() locks.
create or replace function sales.cancel_registration(
  p_registration_id uuid,
  p_public_token text,
  p_refund_amount integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_registration sales.registrations := sales.find_my_registration(
    p_registration_id, p_public_token);
  v_order sales.orders := sales.lock_order(v_registration.org_id, v_registration.order_id);
  v_key uuid := md5('cancel:' || p_registration_id)::uuid;
  v_terms sales.cancellation;
begin
  perform core.act_as('guest');
  -- What it was before the lock may have changed.
  v_registration := sales.find_my_registration(p_registration_id, p_public_token);
  if v_registration.order_id <> v_order.id then
    perform core.fail('try_again');
  end if;
  if v_registration.status not in ('cancelled', 'refunded') then
    v_terms := sales.cancellation_of(v_registration, v_order);
    if v_terms.obstacle is not null then
      perform core.fail('registration_not_cancellable', jsonb_build_object(
        'registration_id', p_registration_id, 'reason', v_terms.obstacle,
        'closes_at', v_terms.closes_at));
    elsif p_refund_amount <> v_terms.refund_amount then
      perform core.fail('refund_changed', jsonb_build_object(
        'refund_amount', v_terms.refund_amount, 'currency', v_order.currency));
    end if;
    perform sales.mail_cancelled_registration(v_registration, v_order, v_terms.refund_amount);
    perform sales.give_up(
      v_order, v_terms, 'cancelled by participant', v_key, core.actor_type());
    select r.* into strict v_registration
    from sales.registrations as r
    where r.org_id = v_registration.org_id and r.id = v_registration.id;
  end if;
  return jsonb_build_object(
    'registration_id', v_registration.id,
    'status', v_registration.status,
    'refund_amount', coalesce((
      select sum(r.amount) from unnest(payments.refunds_of_key(v_order.org_id, v_key)) as r), 0),
    'currency', v_order.currency);
end
$$;
revoke all on function sales.cancel_registration(uuid, text, integer) from public;
grant execute on function sales.cancel_registration(uuid, text, integer) to anon, authenticated;
