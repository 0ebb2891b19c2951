-- Orders to be refunded, and the floor that refunds are measured against: functions that insert the
-- rows of one refund, or of what the provider says of it, and do nothing else, into copies of the
-- same tables, with the same indexes, checks and foreign keys, but no triggers.

-- Somebody who may refund for the bench's own org, and works in no other.
create function bench.own_staff()
  returns uuid
  language sql
  immutable
as $$ select bench.id(1, 1000000) $$;

-- Makes `p_count` orders of two tickets of the bench's first ticket type, paid. Returns their ids.
create function bench.paid_orders(p_count integer)
  returns setof uuid
  language plpgsql
  volatile
  set search_path = ''
as $$
declare
  v_payments jsonb[] := array(select p from bench.open_payments(p_count) as p);
begin
  insert into tenancy.org_members (org_id, user_id, role)
  values (bench.own_org(), bench.own_staff(), 'owner')
  on conflict do nothing;
  -- Filling went past the triggers; settling does not.
  perform set_config('session_replication_role', 'origin', true);
  perform public.handle_payment_webhook(p) from unnest(v_payments) as p;
  return query
    select a.payable_id
    from payments.payments as a
    where a.org_id = bench.own_org() and a.status = 'paid'
    order by a.id;
end
$$;

-- Makes so many orders and refunds all of each. Returns what the provider says of their payments
-- once the money has gone back.
create function bench.open_refunds(p_count integer)
  returns setof jsonb
  language plpgsql
  volatile
  set search_path = ''
as $$
begin
  perform sales.make_refund(
    sales.lock_order(bench.own_org(), o), null, null, 'bench', core.new_id(), 'system')
  from bench.paid_orders(p_count) as o;
  return query
    select bench.provider_payment(1, p.id, 'paid') || jsonb_build_object(
      'id', p.provider_payment_id,
      'amountRefunded', jsonb_build_object('value', '50.00', 'currency', 'EUR'),
      '_embedded', jsonb_build_object('refunds', jsonb_build_array(jsonb_build_object(
        'resource', 'refund', 'id', 're_' || replace(r.id::text, '-', ''), 'status', 'refunded',
        'amount', jsonb_build_object('value', '50.00', 'currency', 'EUR'), 'createdAt', now(),
        'metadata', jsonb_build_object('refund_id', r.id)))))
    from payments.refunds as r
    join payments.payments as p on p.org_id = r.org_id and p.id = r.payment_id
    where r.org_id = bench.own_org()
    order by r.id;
end
$$;

insert into auth.users (id, email, aud, role)
values (bench.own_staff(), 'staff@example.org', 'authenticated', 'authenticated');

create table bench.refunds (like payments.refunds including all);
alter table bench.refunds
  add foreign key (org_id, payable_id) references payments.payables (org_id, id),
  add foreign key (org_id, payment_id) references payments.payments (org_id, id),
  add foreign key (created_by) references auth.users (id);
create table bench.refund_items (like sales.refund_items including all);
alter table bench.refund_items
  add foreign key (org_id, refund_id) references bench.refunds (org_id, id),
  add foreign key (org_id, order_item_id) references sales.order_items (org_id, id),
  add foreign key (org_id, ticket_instance_id) references sales.ticket_instances (org_id, id);
create table bench.payment_events (like payments.payment_events including all);
alter table bench.payment_events
  add foreign key (org_id, payment_id) references payments.payments (org_id, id);
create table bench.outbox_events (like core.outbox_events including all);
create table bench.idempotency_keys (like core.idempotency_keys including all);

-- So many entries of the audit log, as long as those of a refund are.
create function bench.insert_audit(p_id uuid, p_entries integer)
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
begin
  insert into bench.audit_log (
    org_id, entity_type, entity_id, action, old_value, new_value, performed_by_type, address,
    user_agent
  )
  select
    bench.own_org(), 'refund', p_id::text, 'refund.created', '{"status": "valid"}',
    '{"status": "refunded", "refunded_at": "2026-11-21T12:30:00.123456+00:00", "amount": 2500}',
    'operator', '192.0.2.1', 'bench'
  from generate_series(1, p_entries);
end
$$;

-- The rows that create_refund() inserts for an order of two tickets. Not those that it changes.
create function bench.insert_refund(p_payment_id uuid)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_id uuid := core.new_id();
  v_order_id uuid;
begin
  select p.payable_id into v_order_id
  from payments.payments as p
  where p.org_id = bench.own_org() and p.id = p_payment_id;
  insert into bench.refunds (
    org_id, id, payable_id, payment_id, amount, idempotency_key, created_by, actor_type, send_at,
    sent_at
  ) values (
    bench.own_org(), v_id, v_order_id, p_payment_id, 5000, v_id, bench.own_staff(), 'operator',
    now(), now());
  insert into bench.refund_items (
    org_id, refund_id, order_item_id, quantity, amount, value_amount, value_fee_amount
  )
  select i.org_id, v_id, i.id, 1, 2500, 2500, 0
  from sales.order_items as i
  cross join generate_series(1, 2)
  where i.org_id = bench.own_org() and i.order_id = v_order_id;
  insert into bench.outbox_events (org_id, channel, bucket, aggregate, topic, payload)
  values (
    bench.own_org(), 'mollie', 1, 'payment:' || p_payment_id, 'mollie.create_refund',
    jsonb_build_object('refund_id', v_id, 'amount', 5000, 'currency', 'EUR', 'description',
      'Refund', 'created_at', now(), 'provider_payment_id', 'tr_x'));
  insert into bench.idempotency_keys (scope, function, key, request_hash, response)
  values (
    bench.own_org()::text, 'create_refund', v_id::text, sha256(uuid_send(v_id)),
    jsonb_build_object('refund_id', v_id, 'order_id', v_order_id));
  perform bench.insert_audit(v_id, 9);
  return v_id;
end
$$;
grant execute on function bench.insert_refund(uuid) to authenticated;

-- The rows that a webhook about a completed refund inserts. Not those that it changes.
create function bench.insert_refund_news(p_provider jsonb)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_id uuid := core.new_id();
begin
  insert into bench.payment_events (org_id, id, payment_id, fingerprint, status, outcome, raw)
  values (
    bench.own_org(), v_id, (p_provider #>> '{metadata,payment_id}')::uuid,
    sha256(uuid_send(v_id)), 'paid', 'applied', p_provider);
  insert into bench.outbox_events (org_id, channel, bucket, aggregate, topic, payload)
  values (
    bench.own_org(), 'email', 1, 'order:' || v_id, 'email.refund_completed',
    jsonb_build_object('refund_id', v_id, 'amount', 5000, 'currency', 'EUR', 'event', 'Bench run',
      'email', 'sam@example.org', 'items', '[]'::jsonb));
  perform bench.insert_audit(v_id, 3);
  return v_id;
end
$$;
grant execute on function bench.insert_refund_news(jsonb) to service_role;
