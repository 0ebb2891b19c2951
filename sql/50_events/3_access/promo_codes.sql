-- Staff see their org's promo codes and, with events.manage, write them. Buyers must know a code;
-- nothing lists them.
-- NOTE: update of event_id is not granted, because orders refer to it.
-- NOTE: delete of a code is not granted, because deletion is setting deleted_at.
revoke all on events.promo_codes, events.promo_code_ticket_types
  from anon, authenticated, service_role;
grant select on events.promo_codes, events.promo_code_ticket_types to authenticated;
grant insert (
  org_id, event_id, code, kind, value, scope, max_uses, starts_at, ends_at, is_active
) on events.promo_codes to authenticated;
grant update (code, kind, value, scope, max_uses, starts_at, ends_at, is_active, deleted_at)
  on events.promo_codes to authenticated;
grant insert (org_id, promo_code_id, ticket_type_id), delete
  on events.promo_code_ticket_types to authenticated;

create policy select_staff on events.promo_codes for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and (deleted_at is null or deleted_at = (select core.clock()))
    and event_id <> all (array(select events.hidden('event')))
  );
create policy insert_manager on events.promo_codes for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.promo_codes for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create policy select_staff on events.promo_code_ticket_types for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and promo_code_id <> all (array(select events.hidden('promo_code')))
    and ticket_type_id <> all (array(select events.hidden('ticket_type')))
  );
create policy insert_manager on events.promo_code_ticket_types for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy delete_manager on events.promo_code_ticket_types for delete to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _050_prepare before insert or update of code on events.promo_codes
  for each row execute function events.tg_promo_codes__prepare();
create trigger _060_deletion before update of deleted_at on events.promo_codes
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function core.tg__deletion();
create trigger _100_touch before update on events.promo_codes
  for each row execute function core.tg__touch();
create trigger _300_needs_feature after insert on events.promo_codes
  for each row execute function billing.tg__needs_feature('promo_codes');
create trigger _500_pool after insert or update of max_uses on events.promo_codes
  for each row execute function events.tg__pool();
create trigger _900_audit after insert or update or delete on events.promo_codes
  for each row execute function core.tg__audit('promo_code');

create trigger _300_same_event after insert on events.promo_code_ticket_types
  for each row execute function events.tg__same_event();
create trigger _900_audit after insert or delete on events.promo_code_ticket_types
  for each row execute function core.tg__audit('promo_code_ticket_type');
