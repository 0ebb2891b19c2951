-- Words are looked for only as what they can be, and as they are: % and _ stand for themselves.
begin;
select plan(12);

create function pg_temp.reads(p_query text) returns text language sql as $$
  select concat_ws(' | ', 'email ' || s.email, 'number ' || s.order_number, 'bib ' || s.bib,
    'name ' || s.name, 'inside ' || s.name_inside)
  from sales.read_order_search(core.new_id(), p_query, null, null, null, null) as s
$$;

select is(pg_temp.reads('Anna@Example.org'), 'email anna@example.org', 'an address');
select is(pg_temp.reads('anna'), 'email anna | number ANNA | name %anna%',
  'a name, or how an address or a number begins');
select is(pg_temp.reads('2KHWW442FX'), 'email 2khww442fx | number 2KHWW442FX | name %2KHWW442FX%',
  'an order number');
select is(pg_temp.reads('ab'), 'email ab | number AB | name ab% | inside % ab%',
  'two letters are how a word begins');
select is(pg_temp.reads('42'), 'email 42 | number 42 | bib 42', 'a start number');
select is(pg_temp.reads('1234567'), 'email 1234567 | number 1234567 | name %1234567%',
  'no start number has seven digits');
select is(pg_temp.reads('de Vries'), 'name %de Vries%', 'no address has a space');
select is(pg_temp.reads('100%_\'), 'email 100%_\ | name %100\%\_\\%', 'signs are escaped');
select is(pg_temp.reads('%'), 'email %', 'a sign alone is no name');
select is(pg_temp.reads(repeat('x', 255)), '', 'nothing is that long');
select ok(not (sales.read_order_search(
  core.new_id(), e' \n ', null, null, null, null)).has_words, 'blank is nothing');
select test_support.throws_slug(
  'select sales.read_order_search(core.new_id(), null, array[''gone''], null, null, null)',
  400, 'invalid_field');

select * from finish();
rollback;
