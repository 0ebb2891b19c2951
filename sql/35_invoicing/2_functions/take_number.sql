-- The next number of a legal entity, for an invoice or credit note that is written in the same
-- transaction: with a rollback both are gone, so no number is skipped. The year is that of the
-- entity's own calendar. Whoever comes next waits here until this transaction ends; hence last.
-- A number never has an earlier moment than the one before. Raises try_again.
create or replace function invoicing.take_number(p_entity invoicing.legal_entities)
  returns invoicing.number_series
  language plpgsql
  volatile
  security definer
  set search_path = ''
  set lock_timeout = '5s'
as $$
declare
  v_now timestamptz := core.clock();
  v_series invoicing.number_series;
begin
  insert into invoicing.number_series as s (
    org_id, legal_entity_id, year, last_sequence, last_issued_at
  ) values (
    p_entity.org_id, p_entity.id, extract(year from v_now at time zone p_entity.time_zone), 1, v_now
  )
  on conflict (org_id, legal_entity_id, year) do update
  set last_sequence = s.last_sequence + 1,
    last_issued_at = greatest(s.last_issued_at, excluded.last_issued_at)
  returning s.* into v_series;
  return v_series;
exception when lock_not_available then
  perform core.fail('try_again');
end
$$;
revoke all on function invoicing.take_number(invoicing.legal_entities) from public;
