-- Staff see their org's ticket types and, with events.manage, write them. Visitors read them
-- through get_event, which leaves out what is the organiser's business.
-- NOTE: update of event_id and currency is not granted, because orders refer to them.
-- NOTE: delete is not granted, because deletion is setting deleted_at.
revoke all on events.ticket_types from anon, authenticated, service_role;
grant select on events.ticket_types to authenticated;
grant insert (
  org_id, event_id, name, description, price, currency, vat_rate, capacity, sales_start,
  sales_end, min_per_order, max_per_order, min_age, max_age, requires_licence, licence_pattern,
  team_min, team_max, sort_order, is_active
) on events.ticket_types to authenticated;
grant update (
  name, description, price, vat_rate, capacity, sales_start, sales_end, min_per_order,
  max_per_order, min_age, max_age, requires_licence, licence_pattern, team_min, team_max,
  sort_order, is_active, deleted_at
) on events.ticket_types to authenticated;

create policy select_staff on events.ticket_types for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and (deleted_at is null or deleted_at = (select core.clock()))
    and event_id <> all (array(select events.hidden('event')))
  );
create policy insert_manager on events.ticket_types for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.ticket_types for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _050_prepare before insert or update of licence_pattern on events.ticket_types
  for each row execute function events.tg_ticket_types__prepare();
create trigger _060_deletion before update of deleted_at on events.ticket_types
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function core.tg__deletion();
create trigger _100_touch before update on events.ticket_types
  for each row execute function core.tg__touch();
create trigger _300_needs_feature after insert on events.ticket_types
  for each row when (new.team_max is not null)
  execute function billing.tg__needs_feature('teams');
create trigger _310_needs_feature after update of team_max on events.ticket_types
  for each row when (new.team_max is not null and old.team_max is null)
  execute function billing.tg__needs_feature('teams');
create trigger _400_feature
  after insert or update of min_age, max_age, requires_licence, team_max on events.ticket_types
  for each row when (
    new.min_age is not null or new.max_age is not null or new.requires_licence
    or new.team_max is not null
  )
  execute function events.tg__feature('entry_rules');
create trigger _500_pool after insert or update of capacity on events.ticket_types
  for each row execute function events.tg__pool();
create trigger _900_audit after insert or update or delete on events.ticket_types
  for each row execute function core.tg__audit('ticket_type');

-- Staff see which limits a ticket type draws on and, with events.manage, put it onto shared ones
-- and take it off them.
revoke all on events.ticket_type_pools from anon, authenticated, service_role;
grant select, delete on events.ticket_type_pools to authenticated;
grant insert (org_id, ticket_type_id, pool_id) on events.ticket_type_pools to authenticated;

create policy select_staff on events.ticket_type_pools for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and ticket_type_id <> all (array(select events.hidden('ticket_type')))
  );
create policy insert_manager on events.ticket_type_pools for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy delete_manager on events.ticket_type_pools for delete to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))));

-- After the row, so that its policy has been asked first.
create trigger _300_guard after insert on events.ticket_type_pools
  for each row when (new.pool_id <> new.ticket_type_id)
  execute function events.tg_ticket_type_pools__guard();
create trigger _310_guard after delete on events.ticket_type_pools
  for each row execute function events.tg_ticket_type_pools__guard();
create trigger _900_audit after insert on events.ticket_type_pools
  for each row when (new.pool_id <> new.ticket_type_id)
  execute function core.tg__audit('ticket_type_pool');
create trigger _910_audit after delete on events.ticket_type_pools
  for each row execute function core.tg__audit('ticket_type_pool');
