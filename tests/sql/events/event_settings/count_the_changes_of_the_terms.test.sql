begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
create function test_support.version(p_set text) returns integer language plpgsql as $$
begin
  perform test_support.as_user('seller');
  execute 'update public.event_settings set ' || p_set;
  perform test_support.as_operator();
  return (select s.terms_version from events.event_settings as s);
end
$$;
select is(test_support.version('vat_rate = 900'), 0, 'none yet');
select is(test_support.version('terms_nl = ''Regels'''), 1, 'the first');
select is(test_support.version('terms_nl = '' Regels '''), 1, 'the same again');
select is(test_support.version('terms_en = ''Rules'''), 2, 'in another language');
select is(public.get_event(event_id, language => 'en') #> '{settings,terms}',
  '{"version": 2, "text": "Rules"}', 'as buyers see them') from sale;
select is(test_support.version('terms_nl = null, terms_en = '' '''), 3, 'taken away');
select is(public.get_event(event_id) #> '{settings,terms}', 'null', 'there are none to accept')
from sale;
select is(test_support.version('terms_nl = ''Nieuw'''), 4, 'no version comes twice');

select * from finish();
rollback;
