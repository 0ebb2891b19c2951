-- Staff see their org's products and, with events.manage, write them. Visitors read them through
-- get_event.
-- NOTE: update of event_id and product_id is not granted, because orders refer to them.
-- NOTE: delete is not granted, because deletion is setting deleted_at.
revoke all on events.products, events.product_variants from anon, authenticated, service_role;
grant select on events.products, events.product_variants to authenticated;
grant insert (
  org_id, event_id, ticket_type_id, scope, name, description, price, vat_rate, capacity,
  is_required, max_quantity, personalisation_label, personalisation_max_length, sort_order,
  is_active
) on events.products to authenticated;
grant update (
  ticket_type_id, scope, name, description, price, vat_rate, capacity, is_required, max_quantity,
  personalisation_label, personalisation_max_length, sort_order, is_active, deleted_at
) on events.products to authenticated;
grant insert (org_id, product_id, name, price, capacity, sort_order, is_active)
  on events.product_variants to authenticated;
grant update (name, price, capacity, sort_order, is_active, deleted_at)
  on events.product_variants to authenticated;

create policy select_staff on events.products for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and (deleted_at is null or deleted_at = (select core.clock()))
    and event_id <> all (array(select events.hidden('event')))
    and (ticket_type_id is null or ticket_type_id <> all (array(select events.hidden('ticket_type'))))
  );
create policy insert_manager on events.products for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.products for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create policy select_staff on events.product_variants for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and (deleted_at is null or deleted_at = (select core.clock()))
    and product_id <> all (array(select events.hidden('product')))
  );
create policy insert_manager on events.product_variants for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.product_variants for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _060_deletion before update of deleted_at on events.products
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function core.tg__deletion();
create trigger _100_touch before update on events.products
  for each row execute function core.tg__touch();
create trigger _300_same_event after insert or update of ticket_type_id on events.products
  for each row execute function events.tg__same_event();
create trigger _400_feature after insert or update of is_required on events.products
  for each row when (new.is_required)
  execute function events.tg__feature('required_products');
create trigger _500_pool after insert or update of capacity on events.products
  for each row execute function events.tg__pool();
create trigger _900_audit after insert or update or delete on events.products
  for each row execute function core.tg__audit('product');

create trigger _060_deletion before update of deleted_at on events.product_variants
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function core.tg__deletion();
create trigger _100_touch before update on events.product_variants
  for each row execute function core.tg__touch();
create trigger _500_pool after insert or update of capacity on events.product_variants
  for each row execute function events.tg__pool();
create trigger _900_audit after insert or update or delete on events.product_variants
  for each row execute function core.tg__audit('product_variant');
