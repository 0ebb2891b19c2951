begin;
select plan(9);

select is(sales.age_on('2008-06-15', '2026-06-14'), 17, 'the day before the birthday');
select is(sales.age_on('2008-06-15', '2026-06-15'), 18, 'on the birthday');
select is(sales.age_on('2008-02-29', '2026-02-28'), 17, 'born on 29 February, a day early');
select is(sales.age_on('2008-02-29', '2026-03-01'), 18, 'a year older on 1 March');
select is(sales.age_on('2008-02-29', '2028-02-28'), 19, 'in a leap year not yet');
select is(sales.age_on('2008-02-29', '2028-02-29'), 20, 'but on the day itself');
select is(sales.age_on('2026-06-15', '2026-06-15'), 0, 'born that day');
select is(sales.age_on('2008-12-31', '2009-01-01'), 0, 'a day is not a year');
select is(sales.age_on(null, '2026-06-15'), null, 'unknown stays unknown');

select * from finish();
rollback;
