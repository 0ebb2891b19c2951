-- Notes what the register of companies says of an org's number, for whoever asks it: {name,
-- legal_form, city, is_active}, or null for a number that it does not know. It informs who decides,
-- and decides nothing. An answer about a number that the org has replaced meanwhile is dropped.
-- Returns whether it was noted. Raises missing_field, invalid_field.
create or replace function billing.note_company(
  p_org_id uuid,
  p_kvk_number text,
  p_company jsonb
)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_number text := billing.read_kvk_number(p_kvk_number);
begin
  if jsonb_typeof(p_company) not in ('object', 'null') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'company', 'reason', 'it is an object, or null'));
  end if;
  update billing.verifications as v
  set registry = coalesce(p_company, 'null'), registry_at = core.clock()
  where v.org_id = core.require_id('org_id', p_org_id) and v.kvk_number = v_number;
  return found;
end
$$;
revoke all on function billing.note_company(uuid, text, jsonb) from public;
grant execute on function billing.note_company(uuid, text, jsonb) to service_role;
