-- What is left of pools, {pool_id: number}, once an entry got its places in a wave.
create or replace function sales.less_room(
  p_rooms jsonb,
  p_entry sales.waitlist_entries,
  p_wave_id uuid
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_demand sales.demand := sales.offer_demand(
    p_entry.org_id, p_entry.ticket_type_id, p_wave_id, p_entry.quantity);
begin
  return p_rooms || (
    select jsonb_object_agg(d.id, (p_rooms ->> d.id::text)::bigint - p_entry.quantity)
    from unnest(v_demand.pool_ids) as d (id)
  );
end
$$;
revoke all on function sales.less_room(jsonb, sales.waitlist_entries, uuid) from public;
