-- The id of a settlement of the org of which all is known. Raises not_found. The caller has
-- authorised.
create or replace function payments.find_settlement(p_org_id uuid, p_settlement_id uuid)
  returns uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform
  from payments.settlements as s
  where s.org_id = p_org_id and s.id = p_settlement_id and s.lines_fetched_at is not null;
  if not found then
    perform core.fail('not_found', jsonb_build_object(
      'what', 'settlement', 'id', p_settlement_id));
  end if;
  return p_settlement_id;
end
$$;
revoke all on function payments.find_settlement(uuid, uuid) from public;
