-- Each thing that can get stuck is made so on purpose: the doctor names it, and healing it helps.
begin;
select plan(30);

create temporary table sale as select * from test_support.make_sale();
create temporary table held as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select test_support.open_payment(o) from held;
create temporary table refunded as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
select test_support.refund(o) from refunded;
select test_support.connect_account(org_id, 'seller') from sale;
insert into payments.mollie_tokens (
  org_id, connection_id, key_id, access_token, refresh_token, access_expires_at)
select org_id, id, 'k', 'v1.k.a', 'v1.k.r', core.clock() from payments.mollie_connections;
select test_support.reserve(test_support.make_restaurant(org_id, 'seller'), '19:00', 'noor')
from sale;
select test_support.address_bills(org_id, 'seller') from sale;
select test_support.pay_bill(test_support.make_bill(org_id)) from sale;
select billing.sweep_invoices(10);
insert into billing.subscriptions (org_id, plan, status, current_period_start, current_period_end)
select org_id, 'ORGANIZER', 'active', core.clock(), core.clock() + interval '30 days' from sale;
update core.sweeps set last_run_at = core.clock();
delete from core.outbox_events;
select is_empty('select * from core.find_troubles()', 'nothing is stuck');

-- Whether a trouble is named after a statement, past triggers and constraints, and whether it is
-- still there once it was healed, or the remedy that is not a function was applied.
create function test_support.named_and_left(
  p_trouble text, p_broken regclass, p_statement text, p_remedy text)
  returns boolean[]
  language plpgsql as $$
declare
  v_found boolean[];
begin
  begin
    perform test_support.forget(p_broken);
    execute p_statement;
    execute format('alter table %s enable trigger user', p_broken);
    v_found := array[exists (select from core.find_troubles() as t where t.trouble = p_trouble)];
    if p_remedy is not null then
      execute p_remedy;
    else
      while core.heal(p_trouble, 100) = 100 loop null; end loop;
    end if;
    v_found := v_found || exists (
      select from core.find_troubles() as t where t.trouble = p_trouble);
    raise sqlstate 'TEST1';
  exception when sqlstate 'TEST1' then
    return v_found;
  end;
end
$$;
create function test_support.forget(p_table regclass) returns void language plpgsql as $$
declare
  v_drop text;
begin
  execute format('alter table %s disable trigger user', p_table);
  for v_drop in
    select format('alter table %s drop constraint %I', p_table, c.conname)
    from pg_constraint as c where c.conrelid = p_table and c.contype = 'c'
  loop
    execute v_drop;
  end loop;
end
$$;

create temporary table breakage (trouble text, broken text, statement text, remedy text);
insert into breakage values
  ('messages_wait', 'core.outbox_events', 'insert into core.outbox_events (channel, bucket,
    aggregate, topic, payload, available_at) values (''email'', 0, ''x'', ''email.x'', ''{}'',
    core.clock() - interval ''1 hour'')',
    'select core.complete_outbox(''email'', 0, c.fence, array[c.event_id])
    from core.claim_outbox(''email'', ''w'', 10, 30) as c'),
  ('leases_are_held', 'core.outbox_buckets', 'update core.outbox_buckets set leased_by = ''gone'',
    leased_until = core.clock() + interval ''1 day'' where bucket < 9', null),
  ('dead_letters', 'core.outbox_dead', 'insert into core.outbox_dead values (1, null, ''email'', 0,
    ''x'', ''email.x'', ''{}'', 1, ''no'', null, core.clock())', 'select core.replay_outbox()'),
  ('sweeps_fail', 'core.sweeps', 'update core.sweeps set last_error = ''disk full'',
    last_run_at = core.clock() - interval ''1 minute'' where name = ''core.retire''', null),
  ('sweeps_are_late', 'core.sweeps', 'update core.sweeps
    set last_run_at = core.clock() - interval ''1 day'' where name like ''core.%''', null),
  ('payments_are_open', 'payments.payments', 'update payments.payments
    set check_at = core.clock() - interval ''1 hour'' where status = ''open''', null),
  ('payments_are_open', 'payments.payments', 'update payments.payments set check_requested_at =
    core.clock() - interval ''2 hours'', checked_at = null where status = ''open''', null),
  ('refunds_are_unsent', 'payments.refunds', 'update payments.refunds
    set sent_at = core.clock() - interval ''2 hours''', null),
  ('money_is_in_review', 'payments.payment_reviews', 'insert into payments.payment_reviews
    (org_id, payment_id, reason, data, created_at) select org_id, id, ''wrong_amount'', ''{}'',
    core.clock() - interval ''4 days'' from payments.payments limit 1',
    'update payments.payment_reviews set resolved_at = core.clock(), resolution = ''refunded'''),
  ('connections_are_lost', 'payments.mollie_connections', 'update payments.mollie_connections
    set status = ''expired'', expired_at = core.clock(), check_at = null',
    'update payments.mollie_connections set is_current = false'),
  ('calls_are_parked', 'payments.parked_calls', 'insert into payments.parked_calls (org_id,
    connection_id, aggregate, topic, payload, payload_hash) select org_id, id, ''payment:x'',
    ''mollie.fetch_payment'', ''{}'', core.token_hash(''x'') from payments.mollie_connections',
    null),
  ('orders_keep_places', 'sales.orders', 'update sales.orders
    set release_at = core.clock() - interval ''1 hour'' where status = ''pending''', null),
  ('invoices_wait', 'invoicing.tasks', 'insert into invoicing.tasks (org_id, payable_id, due_at,
    problem) select org_id, (o ->> ''order_id'')::uuid, core.clock() + interval ''30 minutes'',
    ''no address'' from sale, refunded', null),
  ('bought_events_wait', 'events.bought_events', 'insert into events.bought_events (org_id,
    event_id, problem) select org_id, event_id, ''disk full'' from sale',
    'delete from events.bought_events'),
  ('bills_wait', 'billing.invoice_tasks', 'insert into billing.invoice_tasks (org_id, charge_id,
    due_at, problem) select org_id, id, core.clock() + interval ''30 minutes'', ''no address''
    from billing.charges', null),
  ('sales_invoices_are_unsent', 'billing.sales_invoices', 'update billing.sales_invoices
    set updated_at = core.clock() - interval ''2 hours''', null),
  ('sales_invoices_are_refused', 'billing.sales_invoices', 'update billing.sales_invoices
    set status = ''refused'', problem = ''no such street''',
    'select test_support.address_bills(org_id, ''seller'', ''{"city": "Delft"}'') from sale'),
  ('subscriptions_are_due', 'billing.subscriptions', 'update billing.subscriptions
    set cancel_at_period_end = true, changes_at = core.clock() - interval ''2 hours'',
      due_at = core.clock() - interval ''2 hours''', null),
  ('charges_are_due', 'billing.charges', 'update billing.charges set status = ''failed'',
    failed_at = core.clock(), retry_at = core.clock() - interval ''2 hours''', null),
  ('reservations_are_due', 'dining.reservations', 'update dining.reservations
    set due_at = core.clock() - interval ''1 hour''', null),
  ('audit_is_behind', 'core.audit_progress', 'delete from core.audit_progress;
    insert into core.audit_progress (settled_at) values (core.clock() - interval ''1 hour'')',
    'update core.audit_progress set settled_at = core.clock()'),
  ('figures_are_behind', 'platform.figure_progress', 'delete from platform.figure_progress;
    insert into platform.figure_progress (done_at) values (core.clock() - interval ''1 hour'')',
    'update platform.figure_progress set done_at = core.clock()');
select is(
  test_support.named_and_left(trouble, broken::regclass, statement, remedy), '{t,f}'::boolean[],
  trouble)
from breakage;
select is_empty(
  'select trouble from core.troubles except select trouble from breakage',
  'nothing that can get stuck is left out');
select is_empty(
  $$ select heal from core.troubles where to_regproc(heal) is null and heal is not null $$,
  'what heals is a function');
select is_empty('select * from core.find_troubles()', 'and after it nothing is stuck');

select test_support.throws_slug(
  $$ select core.heal('dead_letters', 10) $$, 404, 'not_found', 'a person has to look');
select test_support.throws_slug(
  $$ select core.heal('boredom', 10) $$, 404, 'not_found', 'no such trouble');
select test_support.as_user('seller');
select throws_ok('select * from core.find_troubles()', '42501', null, 'clients are not told');
select throws_ok($$ select core.heal('sweeps_fail', 1) $$, '42501', null, 'clients heal nothing');

select * from finish();
rollback;
