-- Staff with orders.read see their org's tickets; holders see theirs through get_order.
-- NOTE: insert, update and delete are not granted, because only functions issue and void tickets.
-- Issuing is not audited row by row: the order's change to paid tells of all of them.
revoke all on sales.ticket_instances from anon, authenticated, service_role;
grant select on sales.ticket_instances to authenticated;
create policy select_staff on sales.ticket_instances for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));

create trigger _100_touch before update on sales.ticket_instances
  for each row execute function core.tg__touch();
-- The usual first state is let through without asking, since every ticket would ask.
create trigger _200_transition_new before insert on sales.ticket_instances
  for each row when (new.status <> 'valid')
  execute function core.tg__transition('ticket_instance');
-- So is the usual next one, since everybody at the door would ask.
create trigger _200_transition before update of status on sales.ticket_instances
  for each row when (old.status <> 'valid' or new.status <> 'used')
  execute function core.tg__transition('ticket_instance');
-- Who was let in, when and where, is told by the scan.
create trigger _900_audit after update of status, blocked_at on sales.ticket_instances
  for each row when (old.status <> 'valid' or new.status <> 'used')
  execute function core.tg__audit('ticket_instance', 'code', 'qr_token');
create trigger _910_audit_delete after delete on sales.ticket_instances
  for each row execute function core.tg__audit('ticket_instance', 'code', 'qr_token');
