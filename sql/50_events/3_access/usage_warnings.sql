-- What billing finds out is told here, where events have titles.
create trigger _500_mail after insert on billing.usage_warnings
  for each row execute function events.tg_usage_warnings__mail();

insert into core.sweeps (name, function, every, batch)
values ('event_usage', 'events.sweep_event_usage', interval '10 minutes', 200);
