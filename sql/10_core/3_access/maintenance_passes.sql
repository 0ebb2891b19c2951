-- Only core.guard_maintenance() and core.pre_request() read them.
revoke all on core.maintenance_passes, core.maintenance_reads
  from anon, authenticated, service_role;
create policy all_nobody on core.maintenance_passes using (false);
create policy all_nobody on core.maintenance_reads using (false);
