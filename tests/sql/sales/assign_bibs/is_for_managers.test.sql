-- Start numbers are given and taken by staff with events.manage; others learn nothing.
begin;
select plan(40);

create temporary table thing as
select o.org_id, test_support.make_event(o.org_id, 'owner') as event_id
from test_support.make_staffed_org() as o (org_id);
create temporary table sale as
select t.*, test_support.make_ticket_type(event_id, 'owner', '{"price": 0}') as ticket_type_id
from thing as t;
select test_support.publish(event_id, 'owner') from sale;
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) from sale;
create temporary table calls as
select call, n
from sale, sales.registrations as r, unnest(array[
  format('select public.assign_bibs(%L)', sale.event_id),
  format('select public.set_bib(%L, 1)', r.id),
  format('select public.return_bib(%L)', r.id),
  format('select public.reserve_bibs(%L, array[5])', sale.event_id),
  format('select public.release_bibs(%L, array[5])', sale.event_id)
]) with ordinality as c (call, n);
grant select on calls to public;

create function pg_temp.each_as(p_name text, p_status integer, p_slug text)
  returns setof text language plpgsql as $$
declare
  v_call text;
begin
  for v_call in select call from calls order by n loop
    perform test_support.as_user(p_name);
    if p_status = 200 then
      return next lives_ok(v_call, p_name || ' ' || v_call);
    else
      return next test_support.throws_slug(v_call, p_status, p_slug, p_name || ' ' || v_call);
    end if;
    perform test_support.as_operator();
  end loop;
end
$$;
select pg_temp.each_as('owner', 200, null);
select pg_temp.each_as('admin', 200, null);
select pg_temp.each_as('finance', 403, 'not_allowed');
select pg_temp.each_as('support', 403, 'not_allowed');
select pg_temp.each_as('scanner', 403, 'not_allowed');
select pg_temp.each_as('member', 403, 'not_allowed');
select pg_temp.each_as('stranger', 404, 'not_found');
select test_support.as_anon();
select test_support.throws_slug(call, 401, 'sign_in_required', 'visitor ' || call) from calls;
select test_support.as_operator();

select * from finish();
rollback;
