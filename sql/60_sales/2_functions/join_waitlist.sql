-- Puts somebody on the waitlist of a ticket type that has not so many places left: for anyone, with
-- an e-mail address, or signed in. Who waits is told by mail, with the link to the entry; the
-- answer says no more than was asked, so that nobody learns whether an address was on the list
-- before: one that was stays where it was, as it was. Only somebody who is signed in and joins with
-- the address of their account is answered with the entry.
--
-- Returns {status, event_id, ticket_type_id, wave_id, quantity}, or what entry_json() returns.
-- Raises the errors of the sale, waitlist_not_open, invalid_quantity, wave_not_found, not_sold_out,
-- rate_limited. Locks: the event's queue (advisory), at the end the reserve of the ticket type.
create or replace function sales.join_waitlist(
  p_event_id uuid,
  p_ticket_type_id uuid,
  p_quantity integer,
  p_email text,
  p_name text,
  p_language text,
  p_wave_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_own_email text := tenancy.own_email();
  v_entry sales.waitlist_entries;
  v_event events.events;
begin
  if auth.uid() is not null then
    perform core.act_as('guest');
  end if;
  v_entry.email := core.require_email('email', coalesce(p_email, v_own_email));
  v_entry.name := core.optional_text('name', p_name, 200);
  v_entry.language := core.request_language(p_language);
  perform core.hit_rate_limit('join_waitlist', core.client_address());
  v_event := sales.find_event_on_sale(p_event_id);
  v_entry.org_id := v_event.org_id;
  v_entry.event_id := v_event.id;
  v_entry.ticket_type_id := core.require_id('ticket_type_id', p_ticket_type_id);
  v_entry.wave_id := p_wave_id;
  v_entry.quantity := coalesce(p_quantity, 1);
  -- One after the other, so that positions are those of the order in which they joined.
  perform pg_advisory_xact_lock(hashtextextended('waitlist ' || v_event.id, 0));
  perform sales.check_waitlist(v_event, v_entry);
  perform core.hit_mail_limit('waitlist_mail', v_entry.email);
  if v_entry.email = v_own_email then
    v_entry.user_id := auth.uid();
  end if;
  v_entry := sales.insert_entry(v_entry);
  perform sales.mail_waitlist(v_entry, 'email.waitlist_joined');
  -- What came free while they were joining is theirs.
  perform sales.reserve_places(v_entry.org_id, v_entry.ticket_type_id, 0);
  if v_entry.email = v_own_email then
    return sales.entry_json(v_entry);
  end if;
  return jsonb_build_object(
    'status', 'waiting', 'event_id', p_event_id, 'ticket_type_id', p_ticket_type_id,
    'wave_id', p_wave_id, 'quantity', coalesce(p_quantity, 1));
end
$$;
revoke all on function
  sales.join_waitlist(uuid, uuid, integer, text, text, text, uuid) from public;
grant execute on function
  sales.join_waitlist(uuid, uuid, integer, text, text, text, uuid) to anon, authenticated;
