-- What is sold and held counts as soon as ticket types change the pools that they draw on. Once per
-- statement, so that the lanes of all pools concerned are locked in one order.
create trigger _500_claim after insert on events.ticket_type_pools
  referencing new table as changed
  for each statement execute function sales.tg_ticket_type_pools__claim();
create trigger _510_claim after delete on events.ticket_type_pools
  referencing old table as changed
  for each statement execute function sales.tg_ticket_type_pools__claim();
