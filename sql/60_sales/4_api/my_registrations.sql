create or replace function public.my_registrations()
  returns setof jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select r.registration from sales.my_registrations() as r (registration)
$$;
revoke all on function public.my_registrations() from public;
grant execute on function public.my_registrations() to authenticated;
comment on function public.my_registrations() is
  'Where the signed-in user takes part, and all that they ordered, latest event first: a list of {org_id, id, event, ticket_type, order_id, order_number, position, status, participant {participant_id, first_name, last_name, email, is_me}, wave, team, bib_number, licence_number, age_on_race_day, answers [{question_id, version, kind, label_nl, label_en, value}], is_editable, edits_close_at}. participant is null until somebody says who takes part; of one with another login only the name is shown. Errors: sign_in_required.';
