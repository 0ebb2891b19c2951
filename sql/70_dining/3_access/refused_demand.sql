-- Staff with reservations.read see what their org's guests did not find.
-- NOTE: insert, update and delete are not granted, because only functions count.
revoke all on dining.refused_demand from anon, authenticated, service_role;
revoke all on dining.refusal_counters from anon, authenticated, service_role;
grant select on dining.refused_demand to authenticated;
grant select on dining.refusal_counters to authenticated;

create policy select_staff on dining.refused_demand for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('reservations.read'))));
create policy select_staff on dining.refusal_counters for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('reservations.read'))));

insert into core.sweeps (name, function, every, batch)
values ('dining.refused_demand', 'dining.sweep_refused_demand', interval '1 minute', 1000);
