begin;
select plan(2);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.sign_in('owner');
select core.act_as('guest');
select tenancy.authorise((select id from org), 'org.read');
select is(core.actor_type(), 'operator'::core.actor_type, 'who is authorised acts as staff');

select set_config('app.actor_type', '', true);
select set_config('request.jwt.claims', (
  current_setting('request.jwt.claims')::jsonb
  || '{"app_metadata": {"actor_type": "assistant"}}')::text, true);
select tenancy.authorise((select id from org), 'org.read');
select is(core.actor_type(), 'assistant'::core.actor_type, 'an assistant stays an assistant');

select * from finish();
rollback;
