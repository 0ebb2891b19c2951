begin;
select plan(11);

create function test_support.language_for(p_asked text,
  p_header text) returns text language sql as $$
  select set_config('request.headers',
    coalesce(jsonb_build_object('accept-language', p_header)::text, ''), true);
  select core.request_language(p_asked);
$$;
select is(test_support.language_for(asked, header), wanted, concat_ws(' | ', asked, header))
from (values
  ('en', 'nl-NL,nl;q=0.9', 'en'), ('nl', 'en', 'nl'), (null, 'nl-NL,nl;q=0.9,en;q=0.8', 'nl'),
  (null, 'en-GB,en;q=0.9', 'en'), (null, 'de-DE,de;q=0.9,en;q=0.8,nl;q=0.7', 'en'),
  (null, 'EN-us', 'en'),
  (null, 'fr', 'nl'), (null, '*', 'nl'), (null, 'dende,ennl', 'nl'), (null, '', 'nl'),
  (null, null, 'nl')
) as c (asked, header, wanted);

select * from finish();
rollback;
