-- Each rule about scans: one less than its threshold is nothing, and what it finds is named.
begin;
select plan(10);

select test_support.set_clock('2026-05-01 12:00Z');
create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 5)) from sale;
create temporary table other as
select o.org_id, test_support.make_event(o.org_id, 'seller') as event_id from sale as o;
create function pg_temp.device(p_number integer) returns uuid language sql as $$
  select ('00000000-0000-7000-8000-' || lpad(p_number::text, 12, '0'))::uuid
$$;
insert into door.devices (org_id, id) select org_id, pg_temp.device(n) from sale, generate_series(1, 3) as n;
create function pg_temp.ticket(p_number integer) returns uuid language sql as $$
  select id from sales.ticket_instances order by id offset p_number - 1 limit 1
$$;
create function pg_temp.scan(
  p_device integer, p_code text, p_result door.scan_result, p_ticket uuid default null, p_seconds integer default 0,
  p_event_id uuid default null
) returns void language sql as $$
  insert into door.scan_logs (
    org_id, event_id, list_id, ticket_instance_id, token_hash, device_id, scanned_at, corrected_at, received_at, result, is_accepted
  )
  select l.org_id, l.event_id, l.id, p_ticket, sha256(p_code::bytea), pg_temp.device(p_device),
    m.at, m.at, m.at, p_result, p_ticket is not null and p_result in ('admitted', 'stale_accept')
  from door.checkin_lists as l, sale, (select core.clock() + make_interval(secs => p_seconds) as at) as m
  where l.event_id = coalesce(p_event_id, sale.event_id) and l.is_default
$$;
create function pg_temp.found(p_rule text) returns text language sql as $$
  update platform.alert_rules set last_run_at = '-infinity';
  select platform.sweep_alerts(15);
  select string_agg(a.subject || ' ' || a.score, ', ') from platform.alerts as a where a.rule = p_rule
$$;

-- Thirty codes that nobody issued, on one device.
select pg_temp.scan(1, 'guess ' || n, 'unknown') from generate_series(1, 29) as n;
select pg_temp.scan(2, 'guess 30', 'unknown'), pg_temp.scan(1, 'guess 29', 'unknown');
select is(pg_temp.found('unknown_codes'), null, 'twenty-nine codes on one device, and another elsewhere');
select pg_temp.scan(1, 'guess 30', 'unknown');
select is(pg_temp.found('unknown_codes'), pg_temp.device(1) || ' 30', 'a device that guesses');

-- One code at two events.
select pg_temp.scan(1, 'travels', 'admitted', pg_temp.ticket(1)), pg_temp.scan(1, 'travels', 'already_used', pg_temp.ticket(1), 60);
select is(pg_temp.found('code_at_events'), null, 'twice at one event');
select pg_temp.scan(2, 'travels', 'wrong_event', pg_temp.ticket(1), 900, other.event_id) from other;
select is(pg_temp.found('code_at_events'), encode(sha256('travels'), 'hex') || ' 2', 'a code that travels, by its hash');
select is(
  (select facts -> 'ticket_instance_id' from platform.alerts where rule = 'code_at_events'), to_jsonb(pg_temp.ticket(1)),
  'with its ticket');

-- Two gates within ten seconds.
select pg_temp.scan(1, 'copied', 'admitted', pg_temp.ticket(2)), pg_temp.scan(1, 'copied', 'already_used', pg_temp.ticket(2), 4),
  pg_temp.scan(2, 'copied', 'already_used', pg_temp.ticket(2), 15);
select is(pg_temp.found('two_gates'), null, 'the same gate again, and another one later');
select pg_temp.scan(3, 'copied', 'already_used', pg_temp.ticket(2), 20);
select is(pg_temp.found('two_gates'), pg_temp.ticket(2) || ' 1', 'two gates at nearly the same moment');

-- Five tickets that had ended.
select pg_temp.scan(1, 'ended ' || n, 'stale_accept', pg_temp.ticket(3)) from generate_series(1, 4) as n;
select is(pg_temp.found('stale_accepts'), null, 'four of them');
select pg_temp.scan(3, 'ended 5', 'stale_accept', pg_temp.ticket(4), 100);
select is(pg_temp.found('stale_accepts'), event_id || ' 5', 'many who were let in with what had ended') from sale;

select is((select count(*) from platform.alert_rules where last_error is not null), 0::bigint, 'no rule fails');
select * from finish();
rollback;
