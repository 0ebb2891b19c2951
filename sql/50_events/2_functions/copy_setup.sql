-- Everything that was set up for an event within this room, for its copy, which is there already: a
-- step of duplicating it. Returns the copy with all new ids.
create or replace function events.copy_setup(p_copy events.copy)
  returns events.copy
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_table record;
begin
  p_copy := events.copy_pools(p_copy);
  -- What is referred to comes before what refers to it.
  for v_table in
    select t.name, t.parent
    from (
      values
      (1, 'event_contents', 'event_id'),
      (2, 'faq_entries', 'event_id'),
      (3, 'event_images', 'event_id'),
      (4, 'ticket_types', 'event_id'),
      (5, 'ticket_type_pools', 'ticket_type_id'),
      (6, 'price_tiers', 'ticket_type_id'),
      (7, 'products', 'event_id'),
      (8, 'product_variants', 'product_id'),
      (9, 'promo_codes', 'event_id'),
      (10, 'promo_code_ticket_types', 'promo_code_id'),
      (11, 'waves', 'event_id'),
      (12, 'wave_ticket_types', 'wave_id'),
      (13, 'cancellation_steps', 'event_id')
    ) as t (step, name, parent)
    order by t.step
  loop
    p_copy := events.copy_rows(p_copy, 'events.' || v_table.name, v_table.parent);
  end loop;
  p_copy := events.copy_questions(p_copy);
  insert into events.waivers
  select n.*
  from events.current_waiver(p_copy.org_id, p_copy.event_id) as w
  cross join lateral jsonb_populate_record(
    null::events.waivers, events.copied(p_copy, to_jsonb(w), '{}') || '{"version": 1}') as n
  where w.version is not null;
  return p_copy;
end
$$;
revoke all on function events.copy_setup(events.copy) from public;
