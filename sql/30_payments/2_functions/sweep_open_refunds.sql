-- Asks the provider once a day about refunds that have not come to an end: it does not tell of
-- every step, and a webhook may be lost for ever. Sweep `payments.check_refunds`.
create or replace function payments.sweep_open_refunds(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  with due as (
    select r.org_id, r.id
    from payments.refunds as r
    where r.status in ('pending', 'queued', 'processing')
      and r.check_at <= core.clock()
      and r.sent_at is not null
    order by r.check_at
    limit p_limit
    for no key update skip locked
  ), asked as (
    update payments.refunds as r
    set check_at = core.clock() + interval '1 day'
    from due as d
    where r.org_id = d.org_id and r.id = d.id
    returning r.*
  )
  select count(*) into v_count
  from asked as a
  join payments.payments as p on p.org_id = a.org_id and p.id = a.payment_id
  cross join lateral core.emit(
    a.org_id, 'payment:' || p.id, 'mollie.check_refund',
    jsonb_build_object(
      'refund_id', a.id,
      'provider_payment_id', p.provider_payment_id,
      'connection_id', p.connection_id,
      'provider_refund_id', a.mollie_refund_id)
  ) as sent;
  return v_count;
end
$$;
revoke all on function payments.sweep_open_refunds(integer) from public;
