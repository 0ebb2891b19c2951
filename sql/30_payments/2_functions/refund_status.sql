-- Where a refund stands.
create or replace function payments.refund_status(p_org_id uuid, p_refund_id uuid)
  returns payments.refund_status
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select r.status from payments.refunds as r where r.org_id = p_org_id and r.id = p_refund_id
  );
end
$$;
revoke all on function payments.refund_status(uuid, uuid) from public;
