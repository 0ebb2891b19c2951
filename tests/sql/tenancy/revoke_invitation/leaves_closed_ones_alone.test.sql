begin;
select plan(3);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.sign_in('owner');
select test_support.throws_slug(
  format('select public.revoke_invitation(%L, %L)', i.org_id, i.id), 409, 'invalid_transition',
  'an accepted one stays accepted')
from tenancy.org_invitations as i
where i.email = 'support@example.test';
create temporary table sent as
  select (public.invite_member(id, 'x@example.test', 'member') ->> 'invitation_id')::uuid as id
  from org;
select test_support.set_clock(now() + interval '8 days');
select tenancy.sweep_invitations(10);
select test_support.throws_slug(
  format('select public.revoke_invitation(%L, %L)', o.id, s.id), 409, 'invalid_transition',
  'an expired one stays expired')
from org as o, sent as s;
select test_support.throws_slug(
  format('select public.revoke_invitation(%L, %L)', id, gen_random_uuid()), 404, 'not_found',
  'one that never was')
from org;

select * from finish();
rollback;
