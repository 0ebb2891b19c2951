-- Bills of the platform to an org, for staff with billing.read; see billing.bills(), and
-- `credit_left`: what the platform owes back of its fees, in cents of a euro. Raises what
-- tenancy.authorise() raises, invalid_field.
create or replace function billing.billing_history(
  p_org_id uuid,
  p_kind text,
  p_status text[],
  p_from timestamptz,
  p_to timestamptz,
  p_cursor uuid,
  p_limit integer
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.require_id('org_id', p_org_id);
  perform tenancy.authorise(p_org_id, 'billing.read');
  return billing.bills(p_org_id, p_kind, p_status, p_from, p_to, p_cursor, p_limit)
    || jsonb_build_object('credit_left', billing.credit_left(p_org_id, 'EUR'));
end
$$;
revoke all on function
  billing.billing_history(uuid, text, text[], timestamptz, timestamptz, uuid, integer) from public;
grant execute on function
  billing.billing_history(uuid, text, text[], timestamptz, timestamptz, uuid, integer)
  to authenticated;
