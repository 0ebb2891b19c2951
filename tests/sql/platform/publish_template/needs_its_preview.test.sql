begin;
select plan(37);

create temporary table org as select test_support.make_staffed_org() as id;
grant select on org to public;
select test_support.make_user('platform');
select tenancy.grant_platform_admin('platform@example.test');
create function test_support.save(p_org_id uuid, p_body text, p_kind text default 'team_code')
returns text language sql as $$
  select public.save_template_draft(p_org_id, p_kind, 'nl', 'Hoi', p_body) #>> '{draft,hash}'
$$;
create function test_support.preview(p_org_id uuid) returns void language plpgsql as $$
declare
  v_draft jsonb := platform.template_draft(p_org_id, 'team_code', 'nl');
begin
  perform set_config('role', 'service_role', true);
  perform platform.stamp_preview((v_draft ->> 'template_id')::uuid, v_draft ->> 'hash');
  perform set_config('role', 'authenticated', true);
end
$$;
create function test_support.sent(p_org_id uuid) returns text language sql security definer as $$
  select platform.mail_template(p_org_id, 'team_code', 'nl') ->> 'body'
$$;
grant execute on all functions in schema test_support to public;

-- Who may.
select test_support.as_user('support');
select test_support.throws_slug(
  $$ select test_support.save(id, 'x') from org $$, 403, 'not_allowed');
select test_support.as_user('stranger');
select test_support.throws_slug($$ select test_support.save(id, 'x') from org $$, 404, 'not_found');
select test_support.as_user('owner');
select test_support.throws_slug(
  $$ select test_support.save(null, 'x') $$, 403, 'platform_admin_required',
  'the platform''s own words are for its administrators');
select test_support.as_user('platform');
select test_support.throws_slug(
  $$ select test_support.save(id, 'x') from org $$, 404, 'not_found',
  'who have no say in an org''s');
select test_support.as_user('owner');
select test_support.throws_slug(s.statement, 400, s.slug, s.statement)
from (
  values
  ($$ select test_support.save(id, ' ') from org $$, 'missing_field'),
  ($$ select test_support.save(id, repeat('x', 20001)) from org $$, 'invalid_field'),
  ($$ select test_support.save(id, 'x', 'flying') from org $$, 'invalid_field'),
  ($$ select test_support.save(id, 'x', 'welcome') from org $$, 'invalid_field'),
  ($$ select public.save_template_draft(id, 'invoice', 'fr', 'x', 'x') from org $$, 'invalid_field'),
  ($$ select public.save_template_draft(id, 'invoice', 'nl', e'a\nb', 'x') from org $$, 'invalid_field'),
  ($$ select public.save_template_draft(id, null, 'nl', 'x', 'x') from org $$, 'missing_field')
) as s (statement, slug);
select test_support.throws_slug(
  $$ select public.publish_template(id, 'team_code', 'nl', 'x', null) from org $$, 404,
  'not_found', 'nothing was written yet');

-- Nothing is published that was not previewed, as it is.
select test_support.as_operator();
create temporary table hashes (name text, hash text);
grant all on hashes to public;
select test_support.as_user('owner');
insert into hashes select 'one', test_support.save(id, 'One') from org;
select test_support.throws_slug(
  $$ select public.publish_template(id, 'team_code', 'nl', hash, null) from org, hashes $$, 409,
  'template_not_previewed', 'not before its preview');
select test_support.throws_slug(
  $$ select public.send_template_test(id, 'team_code', 'nl') from org $$, 409,
  'template_not_previewed', 'nor tried');
select throws_ok(
  $$ select platform.stamp_preview(core.new_id(), 'x') $$, '42501', null,
  'nobody stamps it but the worker');
select test_support.preview(id) from org;
select test_support.save(id, 'Two') from org;
select test_support.throws_slug(
  $$ select public.publish_template(id, 'team_code', 'nl', hash, null) from org, hashes $$, 409,
  'template_not_previewed', 'not when it was changed since');
select test_support.preview(id) from org;
select test_support.throws_slug(
  $$ select public.publish_template(id, 'team_code', 'nl', hash, null) from org, hashes $$, 409,
  'template_not_previewed', 'not by the hash of another draft');
select test_support.throws_slug(
  $$ select public.publish_template(id, 'team_code', 'nl', null, null) from org $$, 400,
  'missing_field');
select is(test_support.sent(id), null, 'so ours is sent') from org;
insert into hashes select 'two', test_support.save(id, 'Two') from org;
select is(
  public.publish_template(id, 'team_code', 'nl', hash, 'First') -> 'live_version', '1',
  'what was seen is published') from org, hashes where name = 'two';
select is(
  public.publish_template(id, 'team_code', 'nl', hash, 'Again') -> 'live_version', '1',
  'once') from org, hashes where name = 'two';
select is(test_support.sent(id), 'Two', 'and sent') from org;
insert into hashes select 'three', test_support.save(id, 'Three') from org;
select is(test_support.sent(id), 'Two', 'a draft is not') from org;
select test_support.preview(id) from org;
select public.publish_template(id, 'team_code', 'nl', hash, 'Second')
from org, hashes where name = 'three';
select is(test_support.sent(id), 'Three', 'the second version') from org;
select is(
  (select jsonb_agg(h.value -> 'body') from jsonb_array_elements(
    public.mail_template_history(id, 'team_code', 'nl')) as h), '["Three", "Two"]',
  'both are kept') from org;
select test_support.throws_slug(
  $$ select public.revert_template(id, 'team_code', 'nl', 3, null) from org $$, 404,
  'version_not_found');
select public.revert_template(id, 'team_code', 'nl', 1, 'Better') from org;
select is(test_support.sent(id), 'Two', 'back to the first') from org;

-- The platform's words are for every org that has none.
select test_support.as_user('platform');
select test_support.save(null, 'Ours');
select test_support.preview(null);
select public.publish_template(null, 'team_code', 'nl', test_support.save(null, 'Ours'), 'New');
select is(test_support.sent(null), 'Ours', 'for all');
select is(test_support.sent(id), 'Two', 'but an org has its own') from org;
select test_support.as_user('owner');
select public.revert_template(id, 'team_code', 'nl', null, 'As theirs') from org;
select is(test_support.sent(id), 'Ours', 'until it gives them up') from org;
select is(
  (select t.value -> 'live_version' from jsonb_array_elements(public.mail_templates(id)) as k
   cross join jsonb_array_elements(k.value -> 'templates') as t
   where k.value ->> 'kind' = 'team_code'), 'null', 'which it sees') from org;

-- A test goes to whoever asks, a few times.
select is(
  public.send_template_test(id, 'team_code', 'nl'),
  '{"status": "queued", "email": "owner@example.test"}', 'a test') from org;
select test_support.as_operator();
update core.rate_limits set max_hits = 1 where rule = 'template_test';
select test_support.as_user('owner');
select test_support.throws_slug(
  $$ select public.send_template_test(id, 'team_code', 'nl') from org $$, 429, 'rate_limited');

-- What cannot be said is told once per version.
select test_support.as_service();
select platform.template_failed(t.template_id, 1, 'line 1: broken')
from (
  select (platform.mail_template(null, 'team_code', 'nl') ->> 'template_id')::uuid as template_id
) as t
cross join generate_series(1, 3);
select test_support.as_operator();
select results_eq(
  $$ select payload ->> 'email', payload ->> 'error' from core.outbox_events
     where topic = 'email.template_failed' $$,
  $$ values ('platform@example.test', 'line 1: broken') $$, 'its owner is told once');
select is(
  (select count(*)::integer from tenancy.admin_audit_log where action like 'template.%'), 3,
  'what administrators did is written down');
select is(
  (select count(*)::integer from core.audit_log
   where entity_type = 'mail_template' and org_id = (select id from org)), 5,
  'and what the org did in its own');
select test_support.throws_slug(
  $$ update platform.mail_template_versions set body = 'x' $$, 403, 'append_only');

select * from finish();
rollback;
