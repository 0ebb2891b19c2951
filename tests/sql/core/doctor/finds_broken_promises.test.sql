-- Each promise is broken on purpose, past triggers and constraints, and the doctor names it.
begin;
select plan(58);

create temporary table sale as select * from test_support.make_sale();
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table held as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select test_support.order_team(
  event_id, test_support.make_ticket_type(event_id, 'seller', '{"price": 0, "team_min": 1,
    "team_max": 2}'), 'Wet Socks')
from sale;
insert into sales.bibs (org_id, event_id, number, registration_id, status)
select org_id, event_id, 1, captain_id, 'assigned' from sales.teams;
create temporary table refunded as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
select test_support.refund(o, test_support.refund_item(o, 1, '{"quantity": 1}')) from refunded;
select test_support.open_waitlist(event_id) from sale;
create temporary table full_type as
select test_support.make_ticket_type(event_id, 'seller', '{"capacity": 0}') as id from sale;
select test_support.wait_for(event_id, id, 'anna') from sale, full_type;
update events.ticket_types set capacity = 1 where id = (select f.id from full_type as f);
select test_support.serve_waitlists();
select test_support.set_up_invoices(org_id, 'seller') from sale;
select test_support.ask_for_invoice(o) from bought;
create temporary table reserved as
select test_support.reserve(
  test_support.make_restaurant(
    org_id, 'seller', '{"payment_type": "deposit_pp", "payment_amount": 10}'), '19:00', 'noor') as r
from sale;
select test_support.report(test_support.open_payment(r), 'paid') from reserved;
create temporary table bag_drop as
select test_support.add_row('seller', 'checkin_lists', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', 'Bags', 'kind', 'bag_drop')) as id
from sale;
create temporary table scanned as
select t.code from sales.ticket_instances as t join sale using (event_id)
where t.status = 'valid' order by t.ctid desc limit 1; -- not the one that is deleted below
grant select on sale, bag_drop, scanned to authenticated;
select test_support.as_user('seller');
select public.scan_ticket(
  token => s.code, event_id => sale.event_id, list_id => b.id, device_id => core.new_id())
from sale, bag_drop as b, scanned as s;
select test_support.as_operator();
with account as (
  insert into payments.mollie_connections (
    org_id, mollie_organization_id, organization_name, mode, status, scopes, profile_id,
    onboarding_status, can_receive_payments, can_receive_settlements, connected_by, check_at)
  select org_id, 'org_1', 'Runners', 'test', 'active', '{}', 'pfl_1', 'completed', true, true,
    test_support.user_id('seller'), core.clock()
  from sale returning org_id, id
), balance as (
  insert into payments.balances (
    org_id, connection_id, mollie_balance_id, currency, is_active, description, available_amount,
    pending_amount, fetched_at)
  select org_id, id, 'bal_1', 'EUR', true, '', 0, 0, core.clock() from account returning org_id, id
), settlement as (
  insert into payments.settlements (
    org_id, balance_id, mollie_settlement_id, status, amount, currency, periods,
    provider_created_at, lines_fetched_at, fetched_at)
  select org_id, id, 'stl_1', 'pending', 100, 'EUR', '{}', core.clock(), core.clock(), core.clock()
  from balance returning org_id, id
)
insert into payments.settlement_lines (org_id, settlement_id, kind, mollie_id, amount, occurred_at)
select org_id, id, 'other', 'stl_1', 100, core.clock() from settlement;
select is_empty('select * from core.doctor()', 'all is well');

create function test_support.found_after(variadic p_statements text[]) returns text[]
language plpgsql as $$
declare
  v_statement text;
  v_found text[];
begin
  begin
    foreach v_statement in array p_statements loop
      execute v_statement;
    end loop;
    select coalesce(array_agg(distinct d.promise order by d.promise), '{}') into v_found
    from core.doctor() as d;
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

create temporary table breakage (broken text, statement text, promise text);
insert into breakage values
  ('events.capacity_lanes', 'update events.capacity_lanes set remaining = remaining + 1',
    'no_seat_is_sold_twice'),
  ('events.capacity_lanes', 'update events.capacity_lanes set remaining = remaining - 1',
    'no_seat_is_sold_twice'),
  ('events.capacity_pools', 'update events.capacity_pools set capacity = capacity - 1',
    'no_seat_is_sold_twice'),
  ('sales.orders', 'update sales.orders set status = ''expired'' where status = ''pending''',
    'no_seat_is_sold_twice'),
  ('sales.ticket_instances', 'delete from sales.ticket_instances where ctid in (
    select t.ctid from sales.ticket_instances as t
    where t.id not in (select r.ticket_instance_id from sales.refund_items as r
      where r.ticket_instance_id is not null)
    limit 1)', 'paid_is_issued_once'),
  ('sales.order_items', 'update sales.order_items set quantity = quantity + 1',
    'paid_is_issued_once'),
  ('sales.registrations',
    'update sales.registrations set status = ''pending'' where team_id is not null',
    'who_starts_is_known'),
  ('sales.teams', 'update sales.teams set size_max = 0', 'who_starts_is_known'),
  ('sales.teams', 'update sales.teams set status = ''withdrawn''', 'who_starts_is_known'),
  ('sales.teams', 'update sales.teams set captain_id = null', 'who_starts_is_known'),
  ('sales.waitlist_entries', 'update sales.waitlist_entries set status = ''waiting''',
    'an_offer_is_for_one_who_waits'),
  ('sales.waitlist_entries', 'update sales.waitlist_entries set quantity = 2',
    'an_offer_is_for_one_who_waits'),
  ('sales.waitlist_reserves', 'insert into sales.waitlist_reserves (org_id, pool_id, event_id,
    quantity) select org_id, id, event_id, 1 from events.capacity_pools limit 1',
    'no_seat_is_sold_twice'),
  ('payments.payments', 'update payments.payments set amount_refunding = 1',
    'every_euro_is_explained'),
  ('payments.settlement_lines', 'update payments.settlement_lines set amount = amount + 1',
    'payouts_add_up'),
  ('payments.settlements', 'update payments.settlements set settled_at = now()', 'payouts_add_up'),
  ('ledger.journals', 'insert into ledger.journals (org_id, cause, cause_id, occurred_at, month,
    currency, lines) select org_id, ''test'', org_id, now(), ''2026-01-01'', ''EUR'',
    ''{"(bank,1)","(vat,-2)"}'' from sale', 'books_balance'),
  ('ledger.journals', 'insert into ledger.journals (org_id, cause, cause_id, occurred_at, month,
    currency, lines) select org_id, ''refund'', org_id, now(), ''2026-01-01'', ''EUR'',
    ''{"(bank,1)","(vat,-1)"}'' from sale', 'books_say_what_payments_say'),
  ('sales.order_items', 'update sales.order_items set refunded_fee_amount = 1', 'refunds_add_up'),
  ('sales.refund_items', 'update sales.refund_items set amount = amount + 1', 'refunds_add_up'),
  ('sales.ticket_instances', 'update sales.ticket_instances set status = ''valid''
    where status = ''refunded''', 'refunds_add_up'),
  ('sales.ticket_instances', 'update sales.ticket_instances set blocked_at = now()
    where status = ''valid''', 'disputed_tickets_are_blocked'),
  ('sales.ticket_instances', 'update sales.ticket_instances set void_reason = ''replaced''
    where status = ''refunded''', 'a_change_is_made_once paid_is_issued_once'),
  ('sales.event_refund_runs', 'insert into sales.event_refund_runs (org_id, event_id, status,
    include_fees, created_by, orders_total, completed_at) select e.org_id, e.id, ''completed'', true,
    m.user_id, 0, now() from events.events as e join tenancy.org_members as m using (org_id)',
    'called_off_is_over'),
  ('invoicing.number_series', 'update invoicing.number_series set last_sequence = 7',
    'invoices_add_up'),
  ('sales.orders', 'update sales.orders set vat_amount = vat_amount - 1 where id in (
    select payable_id from invoicing.invoices)', 'invoices_are_their_orders'),
  ('payments.payment_events', 'update payments.payment_events set outcome = null',
    'every_euro_is_explained'),
  ('payments.payables', 'update payments.payables set kind = ''gift''', 'every_euro_is_explained'),
  ('core.audit_log', 'insert into core.audit_log (entity_type, entity_id, action, old_value,
    new_value, performed_by_type) values (''order'', ''x'', ''order.pending'',
    ''{"status": "paid"}'', ''{"status": "pending"}'', ''system'')', 'states_move_as_declared'),
  ('core.audit_seals', 'insert into core.audit_seals select ''core.audit_log'', n, n - 1, n, 0,
    sha256(''''), sha256(''''), sha256(''''), ''{}'', '''', now()
    from generate_series(1, 2) as n', 'seals_follow_one_another'),
  ('core.sweeps', 'update core.sweeps set last_error = ''disk full'' where name = ''core.retire''',
    'messages_are_delivered'),
  ('core.outbox_events',
    'update core.outbox_events set available_at = now() - interval ''2 hours''',
    'messages_are_delivered'),
  ('core.outbox_dead', 'insert into core.outbox_dead values (1, null, ''email'', 0, ''x'',
    ''email.x'', ''{}'', 1, ''no'', null, now())', 'messages_are_delivered'),
  ('dining.table_occupancy', 'delete from dining.table_occupancy', 'a_table_has_one_party'),
  ('dining.table_occupancy', 'update dining.table_occupancy set during = during
    + tstzrange(upper(during), upper(during) + interval ''1 hour'')', 'a_table_has_one_party'),
  ('dining.table_occupancy', 'alter table dining.table_occupancy
    drop constraint table_is_taken_once, drop constraint table_occupancy_reservation_fkey;
    insert into dining.table_occupancy select org_id, location_id, gen_random_uuid(), table_id,
    service_date, during from dining.table_occupancy', 'a_table_has_one_party'),
  ('dining.shift_tickets', 'update dining.shift_tickets set max_covers_total = 1',
    'shifts_keep_their_limits'),
  ('dining.tickets', 'update dining.reservations set is_squeeze = true;
    update dining.tickets set squeeze_limit_per_shift = 0', 'shifts_keep_their_limits'),
  ('dining.reservations', 'update dining.reservations set terms = terms - ''cancel_free_hours''',
    'terms_are_kept'),
  ('payments.payables', 'update payments.payables set amount = amount + 1
    where kind = ''reservation''', 'terms_are_kept'),
  ('dining.customers', 'update dining.customers set total_visits = 1', 'guests_are_counted'),
  ('dining.reservations', 'update dining.reservations set payment_amount = 1',
    'deposits_are_their_payments'),
  ('dining.reservations', 'update dining.reservations set payment_status = ''none''',
    'deposits_are_their_payments'),
  ('billing.invoice_series', 'insert into billing.invoice_series values (2031, 1, now())', 'bills_have_invoices'),
  ('billing.charges', 'with owed as (
      insert into payments.payables (org_id, id, kind, amount, currency)
      select org_id, core.new_id(), ''billing_charge'', 1, ''EUR'' from sale returning org_id, id
    )
    insert into billing.charges (org_id, id, kind, description, amount, credit_amount,
      vat_basis_points, currency, public_token_hash)
    select org_id, id, ''OVERAGE'', ''A bill'', 1, 999999, 0, ''EUR'', ''x'' from owed',
    'fee_credits_are_settled_once'),
  ('door.admissions', 'update door.admissions set is_inside = false',
    'admissions_follow_from_scans'),
  ('door.checkin_lists', 'update door.checkin_lists set is_default = false', 'used_is_let_in'),
  ('sales.ticket_instances', 'update sales.ticket_instances set status = ''used'', used_at = now()
    where status = ''valid''', 'used_is_let_in'),
  ('door.admissions', 'with scan as (
      insert into door.scan_logs (org_id, event_id, list_id, ticket_instance_id, user_id, mode,
        scanned_at, corrected_at, result, is_accepted, reason)
      select t.org_id, t.event_id, l.id, t.id, gen_random_uuid(), ''override'', now(), now(),
        ''admitted'', true, ''Test''
      from sales.ticket_instances as t
      join door.checkin_lists as l on l.org_id = t.org_id and l.event_id = t.event_id
      where t.status = ''valid'' and not exists (
        select from door.admissions as a where a.ticket_instance_id = t.id)
      returning org_id, list_id, ticket_instance_id, event_id, id
    )
    insert into door.admissions
    select org_id, list_id, ticket_instance_id, event_id, true, 1, id, null, now() from scan',
    'used_is_let_in'),
  ('door.terminals', 'with terminal as (
      insert into door.terminals (org_id, name, code_hash, is_active, expires_at)
      select org_id, ''Gate'', ''x'', false, now() + interval ''1 day'' from sale
      returning org_id, id
    ), device as (
      insert into door.devices (org_id, id, terminal_id)
      select org_id, gen_random_uuid(), id from terminal returning org_id, id, terminal_id
    )
    insert into door.terminal_sessions (org_id, terminal_id, device_id, expires_at)
    select org_id, terminal_id, id, core.clock() + interval ''1 hour'' from device',
    'closed_terminals_scan_nothing'),
  ('integrations.jobs', 'with made as (
      insert into integrations.integrations (
        org_id, kind, name, config, auth, event_types, starts_after)
      select org_id, ''webhook'', ''Shop'', ''{}'', ''none'', ''{*}'', 0 from sale
      returning org_id, id
    ), turn as (
      insert into integrations.turns (org_id, integration_id) select org_id, id from made
    )
    insert into integrations.jobs (org_id, integration_id, change_id, event_type, entity_type,
      entity_id, occurred_at, next_try_at)
    select org_id, id, 1, ''order.paid'', ''order'', ''x'', now(), now() - interval ''2 hours''
    from made', 'integrations_are_told'),
  ('tenancy.org_members', 'delete from tenancy.org_members', 'org_has_an_owner'),
  ('sales.orders', 'alter table sales.orders disable row level security', 'tenants_are_apart');
select is(
  test_support.found_after(format('select test_support.forget(%L)', broken), statement),
  string_to_array(promise, ' '), statement)
from breakage;
select is_empty(
  'select promise from core.promises
  except select string_to_table(promise, '' '') from breakage',
  'no promise is left out');

select is(
  test_support.found_after(
    'select test_support.forget(''payments.payments'')',
    'update payments.payments set amount_captured = 0'),
  array['books_say_what_payments_say', 'deposits_are_their_payments', 'every_euro_is_explained',
    'paid_is_issued_once'],
  'money that is paid and nowhere');
select test_support.as_user('seller');
select throws_ok('select * from core.doctor()', '42501', null, 'clients do not call the doctor');
select test_support.as_operator();
select is_empty('select * from core.doctor()', 'and after it all is well again');

select * from finish();
rollback;
