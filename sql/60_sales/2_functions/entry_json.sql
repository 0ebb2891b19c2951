-- What whoever waits sees of their entry. `ahead` is how many wait before them for the same ticket
-- type, while they wait; `offer` what they were offered: `needs_form` says that an order must tell
-- more than a number, `order_token` shows the order that took it.
create or replace function sales.entry_json(p_entry sales.waitlist_entries)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'entry_id', p_entry.id,
      'status', e.status,
      'waitlist_token', core.public_token(p_entry.org_id, p_entry.id),
      'quantity', e.quantity,
      'email', e.email,
      'name', e.name,
      'language', e.language,
      'ahead', sales.count_ahead(e),
      'reason', case e.status when 'skipped' then e.reason end,
      'joined_at', e.created_at,
      'ticket_type', jsonb_build_object('ticket_type_id', t.id, 'name', t.name),
      'wave', sales.wave_json(e.org_id, e.wave_id),
      'event', jsonb_build_object(
        'event_id', v.id, 'title', v.title, 'slug', v.slug, 'sport', v.sport, 'status', v.status,
        'location_name', v.location_name, 'location_address', v.location_address,
        'time_zone', v.time_zone, 'starts_at', v.starts_at, 'ends_at', v.ends_at),
      'offer', (
        select jsonb_build_object(
          'status', f.status, 'quantity', f.quantity, 'expires_at', f.expires_at,
          'wave', sales.wave_json(f.org_id, f.wave_id),
          'needs_form', sales.has_required_products(v) or sales.asks_entries(
            v, jsonb_build_array(jsonb_build_object('ticket_type_id', f.ticket_type_id))),
          'order_token', core.public_token(f.org_id, f.order_id))
        from sales.waitlist_offers as f
        where f.org_id = e.org_id and f.entry_id = e.id
      )
    )
    from sales.waitlist_entries as e
    join events.events as v on v.org_id = e.org_id and v.id = e.event_id
    join events.ticket_types as t on t.org_id = e.org_id and t.id = e.ticket_type_id
    where e.org_id = p_entry.org_id and e.id = p_entry.id
  );
end
$$;
revoke all on function sales.entry_json(sales.waitlist_entries) from public;
