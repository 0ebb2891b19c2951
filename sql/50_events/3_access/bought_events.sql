-- Written and read by functions only.
revoke all on events.bought_events from anon, authenticated, service_role;
create policy all_nobody on events.bought_events using (false);

-- What is paid to billing leads to something here, where events go on sale.
create trigger _500_bought after update of status on billing.charges
  for each row when (
    new.kind = 'PAY_PER_EVENT' and new.status = 'paid' and old.status is distinct from new.status
  )
  execute function events.tg_charges__bought();

insert into core.sweeps (name, function, every, batch)
values ('bought_events', 'events.sweep_bought_events', interval '2 seconds', 1);
