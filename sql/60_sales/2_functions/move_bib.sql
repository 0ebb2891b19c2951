-- Takes back the start number of a registration that moved to another wave, if it is from a range
-- that is not for it any more, or not the nearest one, and gives it another. A number from no range
-- was set by hand and stays. Where the event gives numbers with the order, one that is missing is
-- given too. Locks: the event's ranges.
create or replace function sales.move_bib(p_registration sales.registrations)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_number integer;
  v_is_misplaced boolean;
begin
  perform sales.lock_bib_ranges(p_registration.org_id, p_registration.event_id);
  select b.number into v_number
  from sales.bibs as b
  where b.org_id = p_registration.org_id and b.registration_id = p_registration.id;
  select bool_or(
    a.is_its and (not a.is_for_it or sales.bib_precedence(a.range) > a.nearest)
  ) into v_is_misplaced
  from (
    select b as range, f.is_for_it,
      v_number between b.first_number and b.last_number as is_its,
      min(sales.bib_precedence(b)) filter (where f.is_for_it) over () as nearest
    from sales.bib_ranges as b
    cross join lateral (
      select coalesce(b.wave_id = p_registration.wave_id, b.wave_id is null)
        and coalesce(b.ticket_type_id = p_registration.ticket_type_id, b.ticket_type_id is null)
        as is_for_it
    ) as f
    where b.org_id = p_registration.org_id and b.event_id = p_registration.event_id
      and b.deleted_at is null
  ) as a;
  if v_is_misplaced then
    perform sales.take_back_bib(p_registration);
  end if;
  if v_is_misplaced or v_number is null and exists (
    select from events.event_settings as s
    where s.org_id = p_registration.org_id and s.event_id = p_registration.event_id
      and s.bibs_assigned_on = 'settlement'
  ) then
    perform sales.give_bibs(
      p_registration.org_id, p_registration.event_id, p_registration.order_id, p_registration.id);
  end if;
end
$$;
revoke all on function sales.move_bib(sales.registrations) from public;
