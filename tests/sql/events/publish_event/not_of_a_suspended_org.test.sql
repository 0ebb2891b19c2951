begin;
select plan(2);

select test_support.make_user('seller');
create temporary table event as
select test_support.make_event(test_support.make_org('Sale org', 'seller'), 'seller') as id;
select test_support.make_ticket_type(id, 'seller') from event;
update tenancy.orgs set suspended_at = now(), suspended_reason = 'Test';
select test_support.sign_in('seller');
select test_support.throws_slug(
  format('select public.publish_event(%L)', (select id from event)), 403, 'org_suspended');
select is((select status::text from events.events), 'draft', 'it stays a draft');

select * from finish();
rollback;
