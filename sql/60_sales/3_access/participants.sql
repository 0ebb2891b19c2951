-- Staff with participants.read see their org's participants, without what is sensitive about them.
-- People see and write their own through my_profile and save_my_profile.
-- NOTE: insert, update and delete are not granted, because only functions write participants.
revoke all on sales.participants from anon, authenticated, service_role;
grant select on sales.participants to authenticated;
create policy select_staff on sales.participants for select to authenticated
  using (
    deleted_at is null
    and org_id = any (array(select tenancy.orgs_with('participants.read')))
  );

create trigger _100_touch before update on sales.participants
  for each row execute function core.tg__touch();
-- Guests come with orders, whose creation is in the audit log; profiles come by themselves.
create trigger _900_audit_new after insert on sales.participants
  for each row when (new.user_id is not null)
  execute function core.tg__audit('participant', 'first_name', 'last_name', 'email', 'phone',
    'gender', 'nationality', 'city', 'club');
create trigger _900_audit after update or delete on sales.participants
  for each row execute function core.tg__audit('participant', 'first_name', 'last_name', 'email',
    'phone', 'gender', 'nationality', 'city', 'club');
