-- Takes the start number of a registration back, and says which one that was; null when it had
-- none. The caller has locked the event's ranges.
create or replace function sales.take_back_bib(p_registration sales.registrations)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_number integer;
begin
  update sales.bibs as b
  set status = 'returned', registration_id = null, returned_at = core.clock(), note = null
  where b.org_id = p_registration.org_id and b.registration_id = p_registration.id
  returning b.number into v_number;
  return v_number;
end
$$;
revoke all on function sales.take_back_bib(sales.registrations) from public;
