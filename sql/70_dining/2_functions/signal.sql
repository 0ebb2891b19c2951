-- One thing that deserves attention: {kind, reason, urgency, since, until, entity_type, entity_id,
-- details}. The urgency follows from when it is too late: high within two hours, medium within a
-- day, low after that, or when it is never; a full evening is never more than medium.
create or replace function dining.signal(
  p_kind text,
  p_reason text,
  p_entity_type text,
  p_entity_id uuid,
  p_since timestamptz,
  p_until timestamptz,
  p_details jsonb
)
  returns jsonb
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'kind', p_kind,
    'reason', p_reason,
    'urgency', case
      when p_until <= core.clock() + interval '2 hours' and p_kind <> 'pacing_nearly_full'
        then 'high'
      when p_until <= core.clock() + interval '1 day' then 'medium'
      else 'low'
    end,
    'since', p_since,
    'until', p_until,
    'entity_type', p_entity_type,
    'entity_id', p_entity_id,
    'details', p_details
  );
end
$$;
revoke all on function dining.signal(
  text, text, text, uuid, timestamptz, timestamptz, jsonb
) from public;
