create or replace view public.registration_changes
with (security_invoker = true) as
select
  c.org_id,
  c.id,
  c.registration_id,
  c.participant_id,
  c.field,
  c.question_id,
  c.old_value,
  c.new_value,
  c.changed_by,
  c.actor_type,
  c.created_at
from sales.registration_changes as c
left join sales.participants as p on p.org_id = c.org_id and p.id = c.participant_id
where c.participant_id is null or p.id is not null;
revoke all on public.registration_changes from anon, authenticated, service_role;
grant select on public.registration_changes to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.registration_changes
  for each row execute function core.tg__read_only();
comment on view public.registration_changes is
  'What was changed after somebody had entered, a row per field, for staff with registrations.read. Licence and answers are of a registration, the rest of a participant.';
comment on column public.registration_changes.old_value is 'Null too for what is sensitive: that it changed is all that is kept.';
comment on column public.registration_changes.actor_type is 'guest: whoever takes part, or bought; operator: staff.';
