-- What is offered to whoever has the token of the mail, and what they fill in to have it. Reading
-- it claims nothing. Raises missing_field, rate_limited, transfer_token_not_valid.
create or replace function sales.get_transfer(p_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_transfer sales.ticket_transfers := sales.find_transfer(p_token);
begin
  return (
    select sales.transfer_letter(v_transfer) - array['event', 'starts_at', 'time_zone', 'org_name',
      'org_email'] || jsonb_build_object(
      'status', v_transfer.status,
      'is_open', v_transfer.status = 'pending' and v_transfer.expires_at > core.clock()
        and sales.why_not_transferable(t, o, e) is null,
      'language', v_transfer.to_language,
      'org', g.name,
      'event', jsonb_build_object(
        'event_id', e.id, 'title', e.title, 'slug', e.slug, 'status', e.status,
        'location_name', e.location_name, 'location_address', e.location_address,
        'time_zone', e.time_zone, 'starts_at', e.starts_at, 'ends_at', e.ends_at),
      'wave', case when w.id is not null then jsonb_build_object(
        'wave_id', w.id, 'name', w.name, 'starts_at', w.starts_at) end,
      'team', m.name,
      'checkout_token', case v_transfer.status when 'paying' then
        core.public_token(v_transfer.org_id, v_transfer.order_id) end,
      'bib', b.number,
      'products', sales.products_of_place(r),
      'asked', sales.asked_of_participants(r.org_id, r.ticket_type_id))
    from sales.ticket_instances as t
    join sales.orders as o on o.org_id = t.org_id and o.id = t.order_id
    join events.events as e on e.org_id = t.org_id and e.id = t.event_id
    join tenancy.orgs as g on g.id = t.org_id
    join sales.registrations as r on r.org_id = t.org_id and r.id = v_transfer.registration_id
    left join events.waves as w
      on w.org_id = r.org_id and w.id = r.wave_id and w.deleted_at is null
    left join sales.teams as m on m.org_id = r.org_id and m.id = r.team_id
    left join sales.bibs as b on b.org_id = r.org_id and b.registration_id = r.id
    where t.org_id = v_transfer.org_id and t.id = v_transfer.from_ticket
  );
end
$$;
revoke all on function sales.get_transfer(text) from public;
grant execute on function sales.get_transfer(text) to anon, authenticated;
