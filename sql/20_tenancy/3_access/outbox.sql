-- Who may see what became of an org's messages; here, because core knows of no orgs.
-- NOTE: payload and result are not granted, because they may hold tokens and personal data; of the
-- failures only that they happened, because their text speaks of our own machines.
grant select (event_id, org_id, channel, aggregate, topic, attempts, available_at, created_at)
  on core.outbox_events to authenticated;
grant select (event_id, org_id, channel, aggregate, topic, attempts, created_at, died_at)
  on core.outbox_dead to authenticated;
grant select (event_id, org_id, channel, aggregate, topic, attempts, created_at, delivered_at)
  on core.outbox_history to authenticated;

create policy select_staff on core.outbox_events
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));
create policy select_staff on core.outbox_dead
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));
create policy select_staff on core.outbox_history
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));
