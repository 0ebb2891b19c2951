-- An explanation as explain_slot() returns it.
create or replace function dining.explanation(
  p_limit text,
  p_limit_value jsonb,
  p_value jsonb,
  p_rules jsonb[] default '{}',
  p_blocking dining.reservations[] default '{}'
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'limit', p_limit,
    'limit_value', p_limit_value,
    'value', p_value,
    'rules', to_jsonb(p_rules),
    'blocking', coalesce((
      select jsonb_agg(jsonb_build_object(
        'reservation_id', b.id,
        'reservation_number', b.reservation_number,
        'status', b.status,
        'start_time', to_char(b.start_time, 'HH24:MI'),
        'end_time', to_char(b.end_time, 'HH24:MI'),
        'party_size', b.party_size,
        'is_squeeze', b.is_squeeze,
        'table_id', b.table_id,
        'table_group_id', b.table_group_id
      ) order by b.starts_at, b.id)
      from unnest(p_blocking) as b
    ), '[]')
  );
end
$$;
revoke all on function dining.explanation(
  text, jsonb, jsonb, jsonb[], dining.reservations[]
) from public;
