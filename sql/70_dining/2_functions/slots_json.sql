-- Slots as clients see them, in their order: [{time, available, slot_type, reason_code, date,
-- starts_at, ends_at, shift_id, ticket_id}]. Nothing of tables or numbers.
create or replace function dining.slots_json(p_slots dining.slot[])
  returns jsonb
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_agg(j)
    from (
      select
        to_char(s.slot_time, 'HH24:MI') as time, s.available, s.slot_type, s.reason_code,
        s.service_date as date, s.slot_at as starts_at, s.stays_until as ends_at, s.shift_id,
        s.ticket_id
      from unnest(p_slots) as s
    ) as j
  ), '[]');
end
$$;
revoke all on function dining.slots_json(dining.slot[]) from public;
