-- What goes back of a sale is taken from its accounts in proportion, and adds up.
begin;
select plan(6);

create function test_support.take(p_left ledger.line[], p_amount integer) returns text
language sql as $$
  select string_agg(l.account || ' ' || l.amount, ', ')
  from unnest(ledger.take_back(p_left, p_amount)) as l where l.amount <> 0
$$;
select is(test_support.take('{"(ticket_sales,-826)","(vat,-174)"}', 500), 'ticket_sales 413, vat 87',
  'half of it');
select is(test_support.take('{"(a,-1)","(b,-1)","(c,-1)"}', 2), 'a 1, c 1', 'cents are cut at the running total');
select is(test_support.take('{"(ticket_sales,-826)","(vat,-174)"}', 1000),
  'ticket_sales 826, vat 174', 'all of it is exactly what is there');
select is(test_support.take('{"(ticket_sales,-826)","(vat,-174)"}', 1100),
  'ticket_sales 826, vat 174, payment_differences 100', 'more is a difference');
select is(test_support.take(null, 7), 'payment_differences 7', 'and all is where nothing is left');
select is(
  (select sum(l.amount) from generate_series(1, 999) as n
    cross join lateral unnest(ledger.take_back('{"(a,-1)","(b,-332)","(c,500)","(d,-1167)"}', n)) as l),
  (999 * 500)::bigint, 'it always comes to the amount');

select * from finish();
rollback;
