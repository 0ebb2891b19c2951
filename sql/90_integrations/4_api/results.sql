-- Results with the start number of whom they are of.
create or replace view public.results
with (security_invoker = true) as
select
  r.org_id, r.event_id, r.registration_id, b.number as bib_number, r.outcome, r.gun_time,
  r.net_time, r.splits, r.created_at, r.updated_at
from integrations.results as r
left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.registration_id;
revoke all on public.results from anon, authenticated, service_role;
grant select on public.results to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.results
  for each row execute function core.tg__read_only();
comment on view public.results is
  'How a race ended for who took part, published or not, for staff with registrations.read; with names and ranks from get_results.';
comment on column public.results.outcome is 'finished, dnf, dns or dsq.';
comment on column public.results.gun_time is 'From the starting shot to the finish.';
comment on column public.results.net_time is
  'From crossing the start line to the finish; null where that was not measured.';
comment on column public.results.splits is 'Times in between by the name of their point.';
