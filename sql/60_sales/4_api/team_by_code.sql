-- The front door of sales.team_by_code(), which says what it does and refuses.
create or replace function public.team_by_code(join_code text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.team_by_code(team_by_code.join_code)
$$;
revoke all on function public.team_by_code(text)
  from public, anon, authenticated, service_role;
grant execute on function public.team_by_code(text) to anon, authenticated;
comment on function public.team_by_code(text) is
  'The team that a join code opens, for everyone who has it: {team_id, name, status, members, size_min, size_max, places_left, closes_at, is_open, event, ticket_type, asked}; asked is what a member fills in: required_profile_fields, min_age, max_age, requires_licence, waiver, questions. Errors: missing_field, rate_limited, join_code_not_valid.';
