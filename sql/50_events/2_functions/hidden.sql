-- What the caller's orgs have deleted of a kind (event, ticket_type, product, promo_code, question,
-- wave; pool for the limits of such things), with what is hidden because it belongs to something
-- deleted. For policies of what refers to it, in this form only:
--   ticket_type_id <> all (array(select events.hidden('ticket_type')))
-- That is evaluated once per statement. Definer, because it reads what the policies guard.
create or replace function events.hidden(p_kind text)
  returns setof uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
  rows 10
as $$
declare
  v_org_ids uuid[] := array(select tenancy.orgs_with('org.read'));
begin
  case p_kind
    when 'event' then
      return query
        select e.id from events.events as e
        where e.org_id = any (v_org_ids) and e.deleted_at is not null;
    when 'ticket_type' then
      return query
        select t.id from events.ticket_types as t
        where t.org_id = any (v_org_ids) and t.deleted_at is not null
        union
        select t.id from events.hidden('event') as h (id)
        join events.ticket_types as t on t.org_id = any (v_org_ids) and t.event_id = h.id;
    when 'product' then
      return query
        select p.id from events.products as p
        where p.org_id = any (v_org_ids) and p.deleted_at is not null
        union
        select p.id from events.hidden('event') as h (id)
        join events.products as p on p.org_id = any (v_org_ids) and p.event_id = h.id
        union
        select p.id from events.hidden('ticket_type') as h (id)
        join events.products as p on p.org_id = any (v_org_ids) and p.ticket_type_id = h.id;
    when 'promo_code' then
      return query
        select c.id from events.promo_codes as c
        where c.org_id = any (v_org_ids) and c.deleted_at is not null
        union
        select c.id from events.hidden('event') as h (id)
        join events.promo_codes as c on c.org_id = any (v_org_ids) and c.event_id = h.id;
    when 'question' then
      return query
        select q.id from events.questions as q
        where q.org_id = any (v_org_ids) and q.deleted_at is not null
        union
        select q.id from events.hidden('event') as h (id)
        join events.questions as q on q.org_id = any (v_org_ids) and q.event_id = h.id
        union
        select q.id from events.hidden('ticket_type') as h (id)
        join events.questions as q on q.org_id = any (v_org_ids) and q.ticket_type_id = h.id;
    when 'wave' then
      return query
        select w.id from events.waves as w
        where w.org_id = any (v_org_ids) and w.deleted_at is not null
        union
        select w.id from events.hidden('event') as h (id)
        join events.waves as w on w.org_id = any (v_org_ids) and w.event_id = h.id;
    when 'pool' then
      return query select h.id from events.hidden_pools(v_org_ids) as h (id);
  end case;
end
$$;
revoke all on function events.hidden(text) from public;
grant execute on function events.hidden(text) to authenticated;
comment on function events.hidden(text) is
  'What the caller''s orgs have deleted of a kind, or hidden with what it belongs to.';
