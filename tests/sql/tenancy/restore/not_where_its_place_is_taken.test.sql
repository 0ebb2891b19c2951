begin;
select plan(5);

create temporary table org as
select test_support.make_org('Org', 'seller') as id from test_support.make_user('seller') as u;
create temporary table event as select test_support.make_event(id, 'seller') as id from org;
grant select on org, event to public;
create function test_support.make(p_code text) returns uuid language sql as $$
  select test_support.add_row('seller', 'promo_codes', jsonb_build_object(
    'org_id', org.id, 'event_id', event.id, 'code', p_code, 'kind', 'amount', 'value', 500))
  from org, event
$$;
create temporary table first as select test_support.make('SUMMER') as id;
update events.promo_codes set deleted_at = core.clock();
create temporary table second as select test_support.make('SUMMER') as id;
insert into sales.bib_ranges (org_id, event_id, first_number, last_number, deleted_at)
select org.id, event.id, 1, 99, core.clock() from org, event;
insert into sales.bib_ranges (org_id, event_id, first_number, last_number)
select org.id, event.id, 90, 199 from org, event;
create temporary table range as
select r.id from sales.bib_ranges as r where r.deleted_at is not null;
grant select on first, second, range to public;

select test_support.as_user('seller');
select test_support.throws_slug(
  format('select public.restore(%L, %L)', 'promo_code', id), 409, 'restore_conflict',
  'another has its code') from first;
select test_support.throws_slug(
  format('select public.restore(%L, %L)', 'bib_range', id), 409, 'restore_conflict',
  'others have its numbers') from range;
select test_support.as_user('seller');
update public.promo_codes set code = 'WINTER';
select is(public.restore('promo_code', id) ->> 'kind', 'promo_code', 'when it is free again')
from first;
select is((select count(*) from public.promo_codes), 2::bigint, 'both are there');
select is_empty('select 1 from public.promo_codes as c where c.code = ''SUMMER'' and c.used > 0',
  'unused as before');

select * from finish();
rollback;
