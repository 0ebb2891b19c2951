create or replace function public.start_list(
  event_id uuid default null,
  ticket_type_id uuid default null,
  wave_id uuid default null
)
  returns table (
    registration_id uuid,
    bib_number integer,
    chip_number text,
    first_name text,
    last_name text,
    gender text,
    birth_year integer,
    wave text,
    wave_starts_at timestamptz,
    team text,
    club text,
    ticket_type text
  )
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select s.registration_id, s.bib_number, s.chip_number, s.first_name, s.last_name, s.gender,
    s.birth_year, s.wave, s.wave_starts_at, s.team, s.club, s.ticket_type
  from sales.start_list(
    start_list.event_id, start_list.ticket_type_id, start_list.wave_id) as s
$$;
revoke all on function public.start_list(uuid, uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.start_list(uuid, uuid, uuid) to authenticated;
comment on function public.start_list(uuid, uuid, uuid) is
  'Who starts in an event, a ticket type or a wave, by wave and start number. Needs registrations.read; birth_year is null without participants.read_sensitive, and the audit log keeps who read it. Errors: missing_field, sign_in_required, not_found, not_allowed.';
