create or replace view public.participants
with (security_invoker = true) as
select
  p.org_id,
  p.id,
  p.user_id,
  p.first_name,
  p.last_name,
  p.email,
  p.phone,
  p.gender,
  p.nationality,
  p.city,
  p.club,
  p.language,
  p.created_at,
  p.updated_at
from sales.participants as p;
revoke all on public.participants from anon, authenticated, service_role;
grant select on public.participants to authenticated;
comment on view public.participants is
  'People who take part, for staff with participants.read. What is sensitive comes from read_participant_details; one''s own profile from my_profile.';
comment on column public.participants.user_id is 'The login whose profile this is; null for guests.';
comment on column public.participants.nationality is 'ISO 3166-1, two letters.';
