-- Staff see their org's price tiers and, with events.manage, write them. Visitors read them through
-- get_event.
-- NOTE: update of ticket_type_id is not granted, because orders refer to a tier; delete is not,
-- because deletion is setting deleted_at.
revoke all on events.price_tiers from anon, authenticated, service_role;
grant select on events.price_tiers to authenticated;
grant insert (
  org_id, ticket_type_id, name, price, starts_at, ends_at, capacity, sort_order, is_active
) on events.price_tiers to authenticated;
grant update (
  name, price, starts_at, ends_at, capacity, sort_order, is_active, deleted_at
) on events.price_tiers to authenticated;

create policy select_staff on events.price_tiers for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and (deleted_at is null or deleted_at = (select core.clock()))
    and ticket_type_id <> all (array(select events.hidden('ticket_type')))
  );
create policy insert_manager on events.price_tiers for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.price_tiers for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _060_deletion before update of deleted_at on events.price_tiers
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function core.tg__deletion();
create trigger _100_touch before update on events.price_tiers
  for each row execute function core.tg__touch();
create trigger _400_feature after insert on events.price_tiers
  for each row execute function events.tg__feature('price_tiers');
create trigger _500_pool after insert or update of capacity on events.price_tiers
  for each row execute function events.tg__pool();
create trigger _900_audit after insert or update or delete on events.price_tiers
  for each row execute function core.tg__audit('price_tier');
