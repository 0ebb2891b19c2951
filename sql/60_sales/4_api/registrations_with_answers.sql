create or replace view public.registrations_with_answers
with (security_invoker = true) as
select
  r.org_id,
  r.id,
  r.event_id,
  r.ticket_type_id,
  y.name as ticket_type,
  r.order_id,
  o.order_number,
  r.status,
  p.first_name,
  p.last_name,
  p.email,
  p.club,
  b.number as bib_number,
  w.name as wave,
  g.name as team,
  r.created_at,
  coalesce(a.answers, '[]') as answers
from sales.registrations as r
left join sales.orders as o on o.org_id = r.org_id and o.id = r.order_id
left join events.ticket_types as y on y.org_id = r.org_id and y.id = r.ticket_type_id
left join sales.participants as p on p.org_id = r.org_id and p.id = r.participant_id
left join events.waves as w on w.org_id = r.org_id and w.id = r.wave_id
left join sales.teams as g on g.org_id = r.org_id and g.id = r.team_id
left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
left join lateral (
  select jsonb_agg(jsonb_build_object(
    'question_id', n.question_id, 'label_nl', v.label_nl, 'label_en', v.label_en,
    'value', n.value) order by q.sort_order, q.id) as answers
  from sales.registration_answers as n
  join events.questions as q on q.org_id = n.org_id and q.id = n.question_id
  join events.question_versions as v
    on v.org_id = n.org_id and v.question_id = n.question_id and v.version = n.version
  where n.org_id = r.org_id and n.registration_id = r.id
) as a on true;
revoke all on public.registrations_with_answers from anon, authenticated, service_role;
grant select on public.registrations_with_answers to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.registrations_with_answers
  for each row execute function core.tg__read_only();
comment on view public.registrations_with_answers is
  'Who takes part, with the answers to all questions in one column, for staff with registrations.read. Filter by event_id, ticket_type_id and status.';
comment on column public.registrations_with_answers.answers is
  '[{question_id, label_nl, label_en, value}], in the order of the form, each as it was asked.';
