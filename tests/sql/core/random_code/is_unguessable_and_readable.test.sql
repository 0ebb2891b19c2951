begin;
select plan(3);

create temporary table codes as select core.random_code(20) as code from generate_series(1, 2000);
select is(count(distinct code), 2000::bigint, 'no two are alike') from codes;
select is_empty($$ select 1 from codes
  where code !~ '^[0-9A-HJKMNP-TV-Z]{20}$' $$, '20 characters without I, L, O, U');
select ok(
  (select min(n) > 1000 and count(*) = 32 from (
    select count(*) as n from codes, regexp_split_to_table(code, '') as c group by c) as each),
  'all 32 letters come about equally often');

select * from finish();
rollback;
