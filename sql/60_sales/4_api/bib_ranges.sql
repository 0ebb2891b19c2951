create or replace view public.bib_ranges
with (security_invoker = true) as
select
  b.org_id,
  b.id,
  b.event_id,
  b.ticket_type_id,
  b.wave_id,
  b.first_number,
  b.last_number,
  b.sort_order,
  b.created_at,
  b.updated_at,
  b.deleted_at
from sales.bib_ranges as b
where b.deleted_at is null;
revoke all on public.bib_ranges from anon, authenticated, service_role;
grant select on public.bib_ranges to authenticated;
grant insert (
  org_id, event_id, ticket_type_id, wave_id, first_number, last_number, sort_order
) on public.bib_ranges to authenticated;
grant update (
  ticket_type_id, wave_id, first_number, last_number, sort_order, deleted_at
) on public.bib_ranges to authenticated;
comment on view public.bib_ranges is
  'Which start numbers go to which ticket types or waves, for staff: insert and update with events.manage. Errors: bib_ranges_overlap, not_found.';
comment on column public.bib_ranges.wave_id is
  'A registration looks into the ranges of its wave first, then of its ticket type, then into those without either.';
comment on column public.bib_ranges.sort_order is 'Ranges for the same are used up in this order.';
