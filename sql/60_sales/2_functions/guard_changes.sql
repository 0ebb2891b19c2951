-- Raises invalid_field for a change that nobody can make to a registration by themselves: its wave,
-- team and products belong to what was bought, and another name would be handing the ticket on.
create or replace function sales.guard_changes(
  p_registration sales.registrations,
  p_changes jsonb
)
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_fixed text[] := array['wave_id', 'team_name', 'products'];
begin
  if p_registration.participant_id is not null then
    v_fixed := v_fixed || array['participant_id', 'first_name', 'last_name', 'waiver'];
  end if;
  perform core.fail('invalid_field', jsonb_build_object(
    'field', f.field, 'reason', 'it stays as it was ordered'))
  from unnest(v_fixed) as f (field)
  where p_changes ? f.field;
end
$$;
revoke all on function sales.guard_changes(sales.registrations, jsonb) from public;
