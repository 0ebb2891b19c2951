-- Whoever calls it: what time causes is nobody's doing.
begin;
select plan(1);

delete from core.sweeps;
create function core.test_sweep(p_limit integer) returns integer language plpgsql as $$
begin
  perform core.audit(null, 'test', 'x', 'test.swept');
  return 0;
end
$$;
insert into core.sweeps (name, function, every, batch) values ('test', 'core.test_sweep',
  '1 minute', 1);
select test_support.as_service();
select core.tick();
select test_support.as_operator();
select is(
  (select performed_by_type::text from core.audit_log where action = 'test.swept'), 'system',
  'the system acts');

select * from finish();
rollback;
