-- Where the days and years of the platform's own invoices begin.
create or replace function billing.time_zone()
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return coalesce(core.setting('billing.seller') ->> 'time_zone', 'Europe/Amsterdam');
end
$$;
revoke all on function billing.time_zone() from public;
