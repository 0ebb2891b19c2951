-- Raises profile_field_missing when a participant lacks what the event or the ticket type needs: a
-- name, the fields that the event requires, and a date of birth where ages matter.
create or replace function sales.guard_profile(
  p_rule sales.entry_rule,
  p_person jsonb,
  p_is_new boolean,
  p_data jsonb
)
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_needed text[] := p_rule.required_fields;
  v_field text;
begin
  if 'emergency_contact' = any (v_needed) then
    v_needed := array_remove(v_needed, 'emergency_contact')
      || array['emergency_name', 'emergency_phone'];
  end if;
  if p_rule.min_age is not null or p_rule.max_age is not null or p_rule.guardian_below_age > 0 then
    v_needed := array_append(v_needed, 'birth_date');
  end if;
  if p_is_new then
    v_needed := array['first_name', 'last_name'] || v_needed;
  end if;
  if p_person ?& v_needed then
    return;
  end if;
  select n.field into v_field
  from unnest(v_needed) with ordinality as n (field, place)
  where not p_person ? n.field
  order by n.place
  limit 1;
  perform core.fail('profile_field_missing', p_data || jsonb_build_object(
    'field', v_field, 'ticket_type', p_rule.ticket_type));
end
$$;
revoke all on function sales.guard_profile(sales.entry_rule, jsonb, boolean, jsonb) from public;
