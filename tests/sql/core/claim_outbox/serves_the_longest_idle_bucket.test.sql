-- A busy bucket cannot starve the others: the one whose lease ended longest ago comes first.
begin;
select plan(2);

select core.emit(null, 'order:' || n, 'email.x', '{}') from generate_series(1, 3000) as n;
create temporary table seen (round integer, bucket integer);
do $$
declare
  v_lease record;
begin
  for v_round in 1..64 loop
    select c.bucket, c.fence into v_lease from core.claim_outbox('email', 'w', 1, 60) as c;
    insert into seen values (v_round, v_lease.bucket);
  end loop;
end
$$;
select is((select count(distinct bucket) from seen), 64::bigint,
  'each claim leases another bucket');
select is_empty($$ select 1 from core.claim_outbox('email', 'w', 1, 60) $$, 'then all are taken');

select * from finish();
rollback;
