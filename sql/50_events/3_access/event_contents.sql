-- Staff see the texts of their org's event pages and, with events.manage, write them. Visitors read
-- them through get_event.
-- NOTE: delete is not granted: a text is taken away by setting it to null, an entry or an image by
-- setting deleted_at.
revoke all on events.event_contents from anon, authenticated, service_role;
grant select on events.event_contents to authenticated;
grant insert (
  org_id, event_id, language, title, description, location
) on events.event_contents to authenticated;
grant update (
  title, description, location
) on events.event_contents to authenticated;

create policy select_staff on events.event_contents for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and event_id <> all (array(select events.hidden('event')))
  );
create policy insert_manager on events.event_contents for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.event_contents for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _100_touch before update on events.event_contents
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on events.event_contents
  for each row execute function core.tg__audit('event_content');

revoke all on events.faq_entries from anon, authenticated, service_role;
grant select on events.faq_entries to authenticated;
grant insert (
  org_id, event_id, language, question, answer, sort_order
) on events.faq_entries to authenticated;
grant update (
  language, question, answer, sort_order, deleted_at
) on events.faq_entries to authenticated;

create policy select_staff on events.faq_entries for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and (deleted_at is null or deleted_at = (select core.clock()))
    and event_id <> all (array(select events.hidden('event')))
  );
create policy insert_manager on events.faq_entries for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.faq_entries for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _060_deletion before update of deleted_at on events.faq_entries
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function core.tg__deletion();
create trigger _100_touch before update on events.faq_entries
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on events.faq_entries
  for each row execute function core.tg__audit('faq_entry');

revoke all on events.event_images from anon, authenticated, service_role;
grant select on events.event_images to authenticated;
grant insert (
  org_id, event_id, reference, alt_nl, alt_en, sort_order
) on events.event_images to authenticated;
grant update (
  reference, alt_nl, alt_en, sort_order, deleted_at
) on events.event_images to authenticated;

create policy select_staff on events.event_images for select to authenticated
  using (
    org_id = any (array(select tenancy.orgs_with('org.read')))
    and (deleted_at is null or deleted_at = (select core.clock()))
    and event_id <> all (array(select events.hidden('event')))
  );
create policy insert_manager on events.event_images for insert to authenticated
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));
create policy update_manager on events.event_images for update to authenticated
  using (org_id = any (array(select tenancy.orgs_with('events.manage'))))
  with check (org_id = any (array(select tenancy.orgs_with('events.manage'))));

create trigger _060_deletion before update of deleted_at on events.event_images
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function core.tg__deletion();
create trigger _100_touch before update on events.event_images
  for each row execute function core.tg__touch();
create trigger _900_audit after insert or update or delete on events.event_images
  for each row execute function core.tg__audit('event_image');
