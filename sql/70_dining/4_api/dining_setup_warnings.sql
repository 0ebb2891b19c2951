-- requires: warnings_of_schedule
-- requires: warnings_of_tables
--
-- Of locations that are closed for good nobody is warned.
create or replace view public.dining_setup_warnings
with (security_invoker = true) as
select
  w.org_id,
  w.location_id,
  w.slug,
  w.severity,
  w.about_table,
  w.about_id,
  w.data,
  dining.say(w.slug, 'nl', w.data) as text_nl,
  dining.say(w.slug, 'en', w.data) as text_en
from (
  select s.* from dining.warnings_of_schedule as s
  union all
  select t.* from dining.warnings_of_tables as t
) as w
join dining.locations as l on l.org_id = w.org_id and l.id = w.location_id and l.is_active;
revoke all on public.dining_setup_warnings from anon, authenticated, service_role;
grant select on public.dining_setup_warnings to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.dining_setup_warnings
  for each row execute function core.tg__read_only();
comment on view public.dining_setup_warnings is
  'What in the setup of a location keeps guests from booking, or may surprise them, for staff. severity: error (something cannot be booked at all), warning or hint. about_table and about_id name the row, text_nl and text_en say it in a sentence, data holds its names and numbers. slug: ticket_in_no_shift, shift_without_tickets, location_without_shifts, no_default_ticket, shifts_overlap, exception_without_effect, ticket_longer_than_shift, limit_below_smallest_party, policy_set_inactive, booking_window_empty, reconfirm_leaves_no_time, no_guest_channel, location_without_tables, table_fits_no_ticket, party_sizes_without_table, areas_without_tables, group_without_tables, group_with_closed_table, table_always_closed, rules_close_shift.';
