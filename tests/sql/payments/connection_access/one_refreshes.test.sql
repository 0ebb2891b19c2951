-- One worker at a time gets the refresh token, shortly before the access token ends; a worker that
-- died gives way; what comes too late is not kept.
begin;
select plan(24);

select test_support.make_user('Olga');
create temporary table org as select test_support.make_org('Runners', 'Olga') as id;
create temporary table account as
select gen_random_uuid() as id, core.clock() as at;
insert into payments.mollie_connections (
  org_id, id, mollie_organization_id, organization_name, mode, status, scopes, profile_id,
  onboarding_status, can_receive_payments, can_receive_settlements, connected_by, check_at)
select o.id, a.id, 'org_1', 'Runners', 'test', 'active', '{}', 'pfl_1', 'completed', true, true,
  test_support.user_id('Olga'), a.at
from org as o, account as a;
insert into payments.mollie_tokens (
  org_id, connection_id, key_id, access_token, refresh_token, redirect_uri, access_expires_at)
select o.id, a.id, 'k1', 'v1.k1.a', 'v1.k1.r', 'https://x.example/', a.at + interval '1 hour'
from org as o, account as a;
create function test_support.access(p_refused bigint default null) returns jsonb language sql as $$
  select payments.connection_access(id, p_refused) from account
$$;
create function test_support.after(p_minutes numeric) returns void language sql as $$
  select test_support.set_clock(at + p_minutes * interval '1 minute') from account
$$;
create function test_support.store(p_lease bigint, p_name text) returns boolean language sql as $$
  select payments.store_tokens(id, p_lease, jsonb_build_object(
    'key_id', 'k1', 'access_token', 'v1.k1.' || p_name, 'refresh_token', 'v1.k1.r', 'expires_in', 3600))
  from account
$$;

select is(test_support.access() - 'org_id' - 'connection_id',
  '{"status": "active", "mode": "test", "profile_id": "pfl_1", "is_live": true, "version": 1,
    "access_token": "v1.k1.a", "is_busy": false, "refresh": null}', 'a token that lives is used');
select is(count(*), 1::bigint, 'nobody has a lease') from payments.mollie_tokens where lease = 0;
select test_support.after(55);
create temporary table first as select test_support.access() as a;
select is(a -> 'refresh', '{"lease": 1, "refresh_token": "v1.k1.r", "redirect_uri": "https://x.example/"}',
  'the first who comes within five minutes of its end refreshes') from first;
select is(test_support.access() -> 'refresh', 'null', 'others do not');
select is(test_support.access() ->> 'is_busy', 'false', 'and go on with the old one');
select test_support.after(55.4);
select is(test_support.access() -> 'refresh', 'null', 'still');
select test_support.after(55.5);
select is(test_support.access() #>> '{refresh,lease}', '2', 'until the lease has ended: the next takes over');
select ok(not test_support.store(1, 'late'), 'the first one comes too late');
select is(test_support.access() ->> 'access_token', 'v1.k1.a', 'and has changed nothing');
select ok(test_support.store(2, 'b'), 'the second one stores');
select is(test_support.access() ->> 'access_token', 'v1.k1.b', 'what all use from now on');
select is(test_support.access() ->> 'version', '2', 'of another version');
select is(test_support.access() -> 'refresh', 'null', 'that needs no refreshing');
select is(test_support.access(1) -> 'refresh', 'null', 'nor does it when the version before was refused');
select is(test_support.access(2) #>> '{refresh,lease}', '3', 'but when this one was');
select is(test_support.access(2) ->> 'is_busy', 'true', 'for which others wait');
select is(test_support.access() ->> 'is_busy', 'false', 'if they were refused, too');
select test_support.after(200);
select is(test_support.access() #>> '{refresh,lease}', '4', 'one that has ended is refreshed');
select is(test_support.access() ->> 'is_busy', 'true', 'and nobody uses it meanwhile');

select ok(not payments.lose_connection(id, 3), 'a late refusal loses nothing') from account;
select ok(payments.lose_connection(id, 4), 'the refusal of who has the lease does') from account;
select is(test_support.access() ->> 'is_live', 'false', 'the connection is lost');
select ok(not test_support.access() ? 'access_token', 'its tokens are given to nobody');
select test_support.throws_slug(
  $$ select payments.connection_access(gen_random_uuid()) $$, 404, 'connection_not_found');

select * from finish();
rollback;
