begin;
select plan(27);

select test_support.set_clock('2026-05-01 12:00Z');
select test_support.make_user('platform');
select tenancy.grant_platform_admin('platform@example.test');
create temporary table sale as select * from test_support.make_sale('{"price": 1000}');
create function pg_temp.fail_payments(p_times integer, p_email text) returns void language plpgsql as $$
declare v_order jsonb;
begin
  for i in 1..p_times loop
    select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) into v_order from sale;
    perform test_support.report(test_support.open_payment(v_order), 'failed');
    update sales.orders set email = p_email where id = (v_order ->> 'order_id')::uuid;
  end loop;
end
$$;
-- Fifteen rules in turns: more than there are.
create function pg_temp.watch() returns void language sql as $$
  update platform.alert_rules set last_run_at = '-infinity';
  select platform.sweep_alerts(15);
$$;
create function pg_temp.seen() returns text language sql as $$
  select string_agg(a.rule || ' ' || a.status || ' ' || a.times_opened, ', ' order by a.rule) from platform.alerts as a
$$;
create function pg_temp.mails() returns bigint language sql as $$
  select count(*) from core.outbox_events where topic = 'email.platform_alerts'
$$;

select pg_temp.fail_payments(4, 'often@example.test');
select pg_temp.watch();
select is(pg_temp.seen(), null, 'four times is not often');
select pg_temp.fail_payments(1, 'often@example.test');
select pg_temp.watch();
select is(pg_temp.seen(), 'failed_payments_email open 1');
select is((select subject || ' ' || score || ' ' || (facts ->> 'amount') from platform.alerts), 'often@example.test 5 5000');
select is(pg_temp.mails(), 1::bigint, 'administrators get a mail');
select is(
  (select payload ->> 'email' from core.outbox_events where topic = 'email.platform_alerts'), 'platform@example.test');
select is(
  (select count(*) from core.outbox_events where topic = 'email.platform_alerts' and payload::text like '%often@%'),
  0::bigint, 'which names nobody');
select pg_temp.watch();
select set_config('app.now', '2026-05-01 13:00Z', true);
select pg_temp.fail_payments(1, 'often@example.test');
select pg_temp.watch();
select is(pg_temp.seen() || ' ' || (select score from platform.alerts), 'failed_payments_email open 1 6', 'it goes on: news, no other alert');
select is(pg_temp.mails(), 1::bigint, 'and no other mail');
select is((select count(*) from platform.alert_rules where last_error is not null), 0::bigint, 'no rule fails');

-- Reviewed and closed.
create temporary table alert as select id from platform.alerts;
grant select on alert to public;
select test_support.sign_in('seller');
select test_support.throws_slug('select public.platform_alerts()', 403, 'platform_admin_required');
select test_support.throws_slug(format('select public.platform_close_alert(%L, ''x'')', id), 403, 'platform_admin_required') from alert;
select test_support.sign_in('platform');
select is(public.platform_alerts() #>> '{alerts,0,subject}', 'often@example.test');
select is(public.platform_review_alert(id) ->> 'status', 'reviewing') from alert;
select test_support.throws_slug(format('select public.platform_close_alert(%L)', id), 400, 'missing_field', 'without a note') from alert;
select is(public.platform_close_alert(id, 'A broken card') ->> 'note', 'A broken card') from alert;
select test_support.throws_slug(format('select public.platform_review_alert(%L)', id), 409, 'invalid_transition') from alert;
select is(public.platform_alerts() -> 'alerts', '[]', 'closed ones are not in sight');
select is(jsonb_array_length(public.platform_alerts('{closed}') -> 'alerts'), 1, 'unless asked for');
select pg_temp.watch();
select is(pg_temp.seen(), 'failed_payments_email closed 1', 'what was looked at stays closed');
select set_config('app.now', '2026-05-01 14:00Z', true);
select pg_temp.fail_payments(1, 'often@example.test');
select pg_temp.watch();
select is(pg_temp.seen(), 'failed_payments_email open 2', 'and is opened again when it goes on');
select is(pg_temp.mails(), 2::bigint, 'with another mail');

-- Rules over figures.
update core.settings set value = '[2, 720, 20]' where key = 'platform.alert_refunds_org';
update core.settings set value = '[1, 720, 1]' where key = 'platform.alert_chargebacks_org';
update core.settings set value = '[5, 24, 50]' where key = 'platform.alert_failed_payments_org';
update core.settings set value = '[0, 24]' where key = 'platform.alert_failed_payments_email';
create temporary table bought as
  select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) as answer from sale;
select test_support.refund_now(answer, 500) from bought;
insert into payments.chargebacks (org_id, payable_id, payment_id, mollie_chargeback_id, amount, currency, received_at)
select p.org_id, p.payable_id, p.id, 'chb_1', 1000, 'EUR', core.clock() from payments.payments as p where p.status = 'paid';
select platform.fold_changes(0, max(audit_id)) from core.audit_log;
select pg_temp.watch();
select is(
  pg_temp.seen(),
  'chargebacks_org open 1, failed_payments_email open 2, failed_payments_org open 1',
  'one refund is not many');
select test_support.refund_now(answer, 500) from bought;
delete from platform.figures;
select platform.fold_changes(0, max(audit_id)) from core.audit_log;
select pg_temp.watch();
select is(
  (select facts from platform.alerts where rule = 'refunds_org'),
  '{"refunds": 2, "refunded_amount": 1000, "gmv_amount": 2000, "percent": 50.0}');
select is((select count(*) from platform.alerts as a join sale as s using (org_id) where a.subject = s.org_id::text), 3::bigint);

-- A rule that cannot be applied keeps nobody from the others.
update platform.alert_rules set function = 'platform.nothing' where rule = 'two_gates';
select pg_temp.watch();


select is((select count(*) from platform.alert_rules where last_run_at = core.clock()), 9::bigint, 'all rules are applied');
select is((select array_agg(rule) from platform.alert_rules where last_error is not null), '{two_gates}', 'but for the broken one');
select is(
  (select count(*) from core.audit_log where org_id is not null and entity_type = 'alert'), 0::bigint,
  'orgs read nothing of it');

select * from finish();
rollback;
