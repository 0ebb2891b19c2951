-- What is wrong with a date of birth; null when nothing is.
create or replace function sales.fault_of_birth_date(p_text text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_date date := core.iso_date(p_text);
begin
  if v_date is null then
    return 'it is not a date such as 1990-12-31';
  elsif v_date > (core.clock() at time zone 'Pacific/Kiritimati')::date then
    return 'it lies in the future';
  elsif v_date < date '1900-01-01' then
    return 'it lies before 1900';
  end if;
  return null;
end
$$;
revoke all on function sales.fault_of_birth_date(text) from public;
