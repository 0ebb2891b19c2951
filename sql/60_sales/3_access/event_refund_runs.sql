-- Staff with payments.read see how the refund of an event gets on.
-- NOTE: insert, update and delete are not granted, because functions start and work off runs.
revoke all on sales.event_refund_runs, sales.event_refund_orders
  from anon, authenticated, service_role;
grant select on sales.event_refund_runs, sales.event_refund_orders to authenticated;
create policy select_staff on sales.event_refund_runs for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));
create policy select_staff on sales.event_refund_orders for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('payments.read'))));

create trigger _100_touch before update on sales.event_refund_runs
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on sales.event_refund_runs
  for each row execute function core.tg__transition('refund_run');
-- How far it has come is no decision of anybody.
create trigger _900_audit after insert or delete or update of status on sales.event_refund_runs
  for each row execute function core.tg__audit('refund_run');

insert into core.sweeps (name, function, every, batch)
values ('sales.refund_events', 'sales.sweep_event_refunds', interval '5 seconds', 25);
