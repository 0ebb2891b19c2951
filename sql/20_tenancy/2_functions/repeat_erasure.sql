-- Erases again after an older backup was restored: what the certificate names, and nothing that
-- came later. For operators, with the certificate as it was handed out. Returns how many rows of
-- which table it found.
create or replace function tenancy.repeat_erasure(p_certificate jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ids uuid[] := array(
    select i::uuid from jsonb_array_elements_text(p_certificate -> 'ids') as i);
begin
  return tenancy.erase_rows(
    tenancy.find_person((p_certificate ->> 'org_id')::uuid, null, '{}', v_ids));
end
$$;
revoke all on function tenancy.repeat_erasure(jsonb) from public;
