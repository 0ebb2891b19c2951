-- Tickets of an event that somebody at the door looks for: by the beginning of an e-mail address or
-- order number, a start number, or part of a name. A definer that authorises first, because under
-- row level security no index helps to search text. E-mail addresses are for staff with orders.read
-- only: others neither see them nor find anybody by one, since what finds by how an address begins
-- tells it letter by letter.
-- Raises what door.authorise_door() raises, missing_field, invalid_field, rate_limited.
create or replace function door.search_tickets(p_event_id uuid, p_query text, p_limit integer)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := door.authorise_door(p_event_id);
  v_words text := core.require_text('query', p_query, 254);
  v_limit integer := coalesce(p_limit, 50);
  v_sees_addresses boolean := tenancy.may(v_event.org_id, 'orders.read');
  v_search sales.order_search;
begin
  perform core.hit_rate_limit('search_tickets', coalesce(
    current_setting('request.jwt.claims', true)::jsonb ->> 'session_id', auth.uid()::text
  ), v_event.org_id);
  perform core.require_range('limit', v_limit, 1, 200);
  v_search := sales.read_order_search(v_event.org_id, v_words, null, null, null, v_event.id);
  if not v_sees_addresses then
    v_search.email := null;
  end if;
  return jsonb_build_object('tickets', door.found_tickets(v_event.org_id, array(
    select t.id
    from sales.found_orders(
      v_search, 'infinity', '00000000-0000-0000-0000-000000000000', v_limit) as o
    join sales.ticket_instances as t
      on t.org_id = o.org_id and t.order_id = o.id and t.event_id = v_event.id
    left join sales.registrations as r
      on r.org_id = t.org_id and r.id = t.registration_id and t.status in ('valid', 'used')
    left join sales.participants as p
      on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
    left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
    -- Who is meant before those who came with the same order.
    order by
      coalesce(b.number = v_search.bib, false) desc,
      coalesce(p.first_name || ' ' || p.last_name ilike v_search.name, false) desc,
      coalesce(starts_with(p.email, v_search.email), false) desc,
      o.created_at desc, t.id
    limit v_limit
  ), v_sees_addresses));
end
$$;
revoke all on function door.search_tickets(uuid, text, integer) from public;
grant execute on function door.search_tickets(uuid, text, integer)
  to authenticated, scanner_terminal;
