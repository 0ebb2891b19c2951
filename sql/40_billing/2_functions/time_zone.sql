-- Where the months of plans and the days and years of the platform's own invoices begin.
create or replace function billing.time_zone()
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return core.setting('billing.time_zone') #>> '{}';
end
$$;
revoke all on function billing.time_zone() from public;
