-- Whether one lane of a ticket type's own pool would do for a quantity, as committed: proof enough
-- that it is not sold out. When none would, what is left has to be added up.
create or replace function events.has_lane_for(
  p_org_id uuid,
  p_ticket_type_id uuid,
  p_quantity integer
)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform 1
  from events.capacity_lanes as l
  where l.org_id = p_org_id and l.pool_id = p_ticket_type_id and l.remaining >= p_quantity
  limit 1;
  return found;
end
$$;
revoke all on function events.has_lane_for(uuid, uuid, integer) from public;
