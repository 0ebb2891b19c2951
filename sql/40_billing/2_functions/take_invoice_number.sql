-- The next number of the platform's own invoices, for a document that is written in the same
-- transaction: with a rollback both are gone, so no number is skipped. The year is that of the
-- platform's calendar. Whoever comes next waits here until this transaction ends; hence last. A
-- number never has an earlier moment than the one before. Raises try_again.
create or replace function billing.take_invoice_number()
  returns billing.invoice_series
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set lock_timeout = '5s'
as $$
declare
  v_now timestamptz := core.clock();
  v_series billing.invoice_series;
begin
  insert into billing.invoice_series as s (year, last_sequence, last_issued_at)
  values (extract(year from v_now at time zone billing.time_zone()), 1, v_now)
  on conflict (year) do update
  set last_sequence = s.last_sequence + 1,
    last_issued_at = greatest(s.last_issued_at, excluded.last_issued_at)
  returning s.* into v_series;
  return v_series;
exception when lock_not_available then
  perform core.fail('try_again');
end
$$;
revoke all on function billing.take_invoice_number() from public;
