-- What somebody who lost their mail gets links to: the orders that were placed with an e-mail
-- address, and the tickets that take part with it in orders of others or by a transfer. Of an
-- event, else of an org, else of all; latest event first, at most 50 of each; for a month after
-- the event. Returns {orders: [{order_number, public_token, …}], tickets: [{ticket_type,
-- public_token, …}]}.
create or replace function sales.tickets_of_email(
  p_email text,
  p_event_id uuid,
  p_org_slug text
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    with org as (
      select g.id, g.name
      from tenancy.orgs as g
      where g.deleted_at is null and (p_org_slug is null or g.slug = p_org_slug)
        and (p_event_id is null or g.id = (
          select e.org_id from events.events as e where e.id = p_event_id))
    ),
    bought as (
      select o.order_number, core.public_token(o.org_id, o.id) as public_token, o.status,
        e.title as event, e.starts_at, e.time_zone, g.name as org_name
      from org as g
      cross join lateral (
        select x.* from sales.orders as x where x.org_id = g.id and x.email = p_email
      ) as o
      join events.events as e on e.org_id = o.org_id and e.id = o.event_id
      where (p_event_id is null or e.id = p_event_id)
        and o.status in ('pending', 'paid', 'partially_refunded')
        and e.starts_at > core.clock() - interval '1 month'
      order by e.starts_at desc, o.created_at desc, o.id
      limit 50
    ),
    held as (
      select i.name as ticket_type, sales.ticket_token(t.org_id, t.id) as public_token,
        e.title as event, e.starts_at, e.time_zone, g.name as org_name,
        p.first_name || ' ' || p.last_name as holder
      from org as g
      cross join lateral (
        select r.org_id, r.id
        from sales.participants as x
        join sales.registrations as r on r.org_id = x.org_id and r.participant_id = x.id
        where x.org_id = g.id and x.email = p_email and x.deleted_at is null
        union
        select x.org_id, x.registration_id
        from sales.ticket_transfers as x
        join sales.registrations as r on r.org_id = x.org_id and r.transfer_id = x.id
        where x.org_id = g.id and x.to_email = p_email and x.status = 'accepted'
      ) as h
      join sales.registrations as r on r.org_id = h.org_id and r.id = h.id and r.status = 'paid'
      join sales.participants as p
        on p.org_id = r.org_id and p.id = r.participant_id and p.deleted_at is null
      join sales.ticket_instances as t
        on t.org_id = r.org_id and t.registration_id = r.id and t.status in ('valid', 'used')
      join sales.orders as o on o.org_id = t.org_id and o.id = t.order_id
      join sales.order_items as i on i.org_id = t.org_id and i.id = t.order_item_id
      join events.events as e on e.org_id = t.org_id and e.id = t.event_id
      where (p_event_id is null or e.id = p_event_id)
        and (o.email <> p_email or t.transfer_id is not null)
        and e.starts_at > core.clock() - interval '1 month'
      order by e.starts_at desc, t.created_at desc, t.id
      limit 50
    )
    select jsonb_build_object(
      'orders', (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from bought as b),
      'tickets', (select coalesce(jsonb_agg(to_jsonb(h)), '[]') from held as h))
  );
end
$$;
revoke all on function sales.tickets_of_email(text, uuid, text) from public;
grant execute on function sales.tickets_of_email(text, uuid, text) to service_role;
