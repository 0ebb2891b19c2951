create or replace function public.read_participant_details(
  org_id uuid default null,
  participant_ids uuid[] default null,
  reason text default null
)
  returns table (
    participant_id uuid,
    birth_date date,
    emergency_name text,
    emergency_phone text,
    medical_note text
  )
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select d.participant_id, d.birth_date, d.emergency_name, d.emergency_phone, d.medical_note
  from sales.read_participant_details(
    read_participant_details.org_id,
    read_participant_details.participant_ids,
    read_participant_details.reason
  ) as d
$$;
revoke all on function public.read_participant_details(uuid, uuid[], text) from public;
grant execute on function public.read_participant_details(uuid, uuid[], text) to authenticated;
comment on function public.read_participant_details(uuid, uuid[], text) is
  'What is sensitive about up to 500 participants, by name. Needs participants.read_sensitive; the audit log keeps who read whose details, and the reason when one is given. Errors: sign_in_required, not_found, not_allowed, missing_field, invalid_field.';
