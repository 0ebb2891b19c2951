-- Checks a range before it is written, and refuses with a sentence what the table's rules would
-- refuse without one: a wave or ticket type of another event, numbers that another range has.
-- A range that is restored is left to those rules, since tenancy.restore() says it its own way.
-- Whoever may not write ranges of the org learns nothing here; the policies refuse them. One writer
-- per event at a time, since of two overlapping ranges made at once neither would see the other.
create or replace function sales.tg_bib_ranges__prepare()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_other sales.bib_ranges;
begin
  if tg_op = 'INSERT' or new.first_number is distinct from old.first_number then
    new.next_number := new.first_number;
  end if;
  if tg_op = 'UPDATE' and old.deleted_at is not null then
    return new;
  end if;
  if new.deleted_at is not null or (
    auth.uid() is not null
    and new.org_id <> all (array(select tenancy.orgs_with('events.manage')))
  ) then
    return new;
  end if;
  if new.wave_id is not null and not exists (
    select 1 from events.waves as w
    where w.org_id = new.org_id and w.id = new.wave_id and w.event_id = new.event_id
      and w.deleted_at is null
  ) then
    perform core.fail('not_found', jsonb_build_object('what', 'wave', 'id', new.wave_id));
  end if;
  if new.ticket_type_id is not null and not exists (
    select 1 from events.ticket_types as t
    where t.org_id = new.org_id and t.id = new.ticket_type_id and t.event_id = new.event_id
      and t.deleted_at is null
  ) then
    perform core.fail(
      'not_found', jsonb_build_object('what', 'ticket type', 'id', new.ticket_type_id));
  end if;
  perform pg_advisory_xact_lock(hashtextextended('bib_ranges:' || new.event_id, 0));
  select b.* into v_other
  from sales.bib_ranges as b
  where b.org_id = new.org_id and b.event_id = new.event_id and b.deleted_at is null
    and b.id <> new.id
    and b.first_number <= new.last_number and b.last_number >= new.first_number
  order by b.first_number
  limit 1;
  if found then
    perform core.fail('bib_ranges_overlap', jsonb_build_object(
      'first_number', v_other.first_number, 'last_number', v_other.last_number,
      'bib_range_id', v_other.id));
  end if;
  return new;
end
$$;
revoke all on function sales.tg_bib_ranges__prepare() from public;
