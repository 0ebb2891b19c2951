begin;
select plan(10);

select test_support.set_clock('2026-05-10 12:00Z');
select test_support.make_user('platform');
select tenancy.grant_platform_admin('platform@example.test');
select test_support.make_user('seller');
create temporary table org as
  select n, test_support.make_org('Org ' || n, 'seller') as id from generate_series(1, 6) as n;
update tenancy.orgs set created_at = '2026-04-02 12:00Z' where id in (select id from org where n < 4);
create function pg_temp.board(p_from date default null, p_to date default null)
  returns jsonb language sql as $$
  select test_support.sign_in('platform');
  select public.platform_dashboard(p_from, p_to);
$$;

alter table billing.subscriptions disable trigger _200_transition;
insert into billing.subscriptions (
  org_id, plan, status, current_period_start, current_period_end, created_at, cancelled_at, past_due_at)
select o.id, s.plan::billing.plan, s.status::billing.subscription_status, '2026-04-10', '2026-05-20',
  s.created_at::timestamptz, s.cancelled_at::timestamptz,
  case s.status when 'past_due' then core.clock() end
from org as o
join (
  values
  (1, 'ORGANIZER', 'active', '2026-04-10', null),
  (2, 'PRO_ORGANIZER', 'past_due', '2026-04-10', null),
  (3, 'ORGANIZER', 'cancelled', '2026-04-10', '2026-05-05'),
  (4, 'ORGANIZER', 'cancelled', '2026-04-10', '2026-05-05'),
  (4, 'NON_PROFIT', 'active', '2026-05-05', null),
  (5, 'ORGANIZER', 'trialing', '2026-05-09', null)
) as s (n, plan, status, created_at, cancelled_at) on s.n = o.n;
update tenancy.orgs set suspended_at = core.clock(), suspended_reason = 'x'
where id = (select id from org where n = 6);

create temporary table board as select pg_temp.board() as b, pg_temp.board('2026-06-01') as june,
  pg_temp.board('2020-01-01', '2026-07-01') as years;
select test_support.as_operator();
select is(b #>> '{billing,mrr_amount}', '14800', 'what runs, also where its last charge failed') from board;
select is(b #>> '{billing,mrr_excluding_vat_amount}', '12232', 'each without its VAT') from board;
select is(
  b #> '{billing,churn}', '{"paying": 4, "ended": 1, "rate": 25.00}',
  'who changed to another plan has not left') from board;
select is(
  (select jsonb_object_agg(p ->> 'plan', p ->> 'active') from jsonb_array_elements(b #> '{billing,plans}') as p),
  '{"NON_PROFIT": "1", "PAY_PER_EVENT": "0", "ORGANIZER": "1", "PRO_ORGANIZER": "0"}') from board;
select is(
  (b -> 'orgs') - 'new_per_week',
  '{"total": 6, "active": 4, "suspended": 1, "churned": 1, "new": 3, "new_this_month": 3, "new_last_month": 3}')
from board;
select is(
  b #> '{orgs,new_per_week}',
  '[{"week": "2026-04-27", "orgs": 0}, {"week": "2026-05-04", "orgs": 3}, {"week": "2026-05-11", "orgs": 0},
    {"week": "2026-05-18", "orgs": 0}, {"week": "2026-05-25", "orgs": 0}]') from board;
select is(b #>> '{growth,orgs}', '0.0') from board;
select is(b #>> '{growth,gmv}', null, 'nothing grows from nothing') from board;
select is(june #>> '{billing,churn,ended}', '0', 'nobody left after that') from board;
select is(
  jsonb_array_length(years #> '{orgs,new_per_week}'), 12, 'weeks: the last twelve') from board;

select * from finish();
rollback;
