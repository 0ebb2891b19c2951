begin;
select plan(7);

create function test_support.profile(p_profiles text, p_chosen text default null) returns text
language sql as $$
  select payments.usable_profile(coalesce((
    select jsonb_agg(jsonb_build_object('id', split_part(f, ':', 1), 'status', split_part(f, ':', 2)))
    from regexp_split_to_table(nullif(p_profiles, ''), ' ') as f), '[]'), p_chosen)
$$;

select is(test_support.profile(''), null, 'none is none');
select is(test_support.profile('a:verified'), 'a', 'the only one is it');
select is(test_support.profile('a:unverified'), 'a', 'verified or not: test payments need no more');
select is(test_support.profile('a:verified b:verified'), null, 'of two one must be chosen');
select is(test_support.profile('a:verified b:verified', 'b'), 'b', 'and stays chosen');
select is(test_support.profile('a:verified b:blocked', 'b'), 'a', 'but not when it is blocked');
select is(test_support.profile('a:verified c:verified', 'b'), null, 'or gone');

select * from finish();
rollback;
