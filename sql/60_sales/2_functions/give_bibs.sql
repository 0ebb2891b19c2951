-- Gives a start number to each paid registration of an event that has none, or of those of one
-- order, or to one of these. Returns how many got one, and the registrations for which there was
-- none left, in their order.
--
-- A registration looks into the ranges of its wave first, then into those of its ticket type, then
-- into those of the event; the next only when there is nothing left in the one before. Of the
-- registrations that want the same ranges, who entered first gets the lowest number. Ranges of one
-- kind are used up in their sort order. Numbers that were returned are given again only when no
-- fresh ones are left there; reserved ones never. Locks: the ranges of the event, by id.
create or replace function sales.give_bibs(
  p_org_id uuid,
  p_event_id uuid,
  p_order_id uuid,
  p_registration_id uuid default null,
  out assigned integer,
  out without_number uuid[]
)
  returns record
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_precedence integer;
begin
  assigned := 0;
  perform sales.lock_bib_ranges(p_org_id, p_event_id);
  for v_precedence in
    select distinct sales.bib_precedence(b)
    from sales.bib_ranges as b
    where b.org_id = p_org_id and b.event_id = p_event_id and b.deleted_at is null
    order by 1
  loop
    assigned := assigned
      + sales.give_bibs_of_ranges(
        p_org_id, p_event_id, p_order_id, p_registration_id, v_precedence);
  end loop;
  select array_agg(r.id order by r.created_at, r.order_item_id, r.position, r.id)
  into without_number
  from sales.registrations as r
  where r.org_id = p_org_id and r.event_id = p_event_id and r.status = 'paid'
    and (p_order_id is null or r.order_id = p_order_id)
    and (p_registration_id is null or r.id = p_registration_id)
    and not exists (
      select 1 from sales.bibs as b where b.org_id = r.org_id and b.registration_id = r.id
    );
  without_number := coalesce(without_number, '{}');
end
$$;
revoke all on function sales.give_bibs(uuid, uuid, uuid, uuid) from public;
