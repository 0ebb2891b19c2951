begin;
select plan(5);

select is(core.client_address(), null, 'outside a request there is none');
select set_config('request.headers',
  '{"x-real-ip": "192.0.2.7", "x-forwarded-for": "198.51.100.1"}', true);
select is(core.client_address(), '192.0.2.7', 'the header that the gateway writes');
select set_config('request.headers', '{"x-forwarded-for": "198.51.100.1"}', true);
select is(core.client_address(), null, 'another header means nothing');
update core.settings set value = '"x-forwarded-for"' where key = 'core.address_header';
select set_config('request.headers', '{"x-forwarded-for": " 198.51.100.1 , 10.0.0.1"}', true);
select is(core.client_address(), '198.51.100.1', 'unless it is the one that the setting names');
select set_config('request.headers',
  jsonb_build_object('x-forwarded-for', repeat('1', 10000))::text, true);
select is(length(core.client_address()), 300, 'its length is bounded');

select * from finish();
rollback;
