-- Whether the provider is still to be told of a refund, for the worker that is about to: it may
-- have been cancelled while its message waited.
create or replace function payments.is_refund_wanted(p_refund_id uuid)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select 1 from payments.refunds as r where r.id = p_refund_id and r.status = 'pending'
  );
end
$$;
revoke all on function payments.is_refund_wanted(uuid) from public;
grant execute on function payments.is_refund_wanted(uuid) to service_role;
