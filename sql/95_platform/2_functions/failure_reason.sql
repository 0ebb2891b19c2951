-- Why a payment failed, as the provider said it last; `unknown` where it gave no reason.
create or replace function platform.failure_reason(p_org_id uuid, p_payment_id uuid)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return coalesce((
    select coalesce(
      e.raw #>> '{statusReason,code}', e.raw #>> '{details,failureReason}',
      e.raw #>> '{details,bankReasonCode}')
    from payments.payment_events as e
    where e.org_id = p_org_id and e.payment_id = p_payment_id and e.status = 'failed'
    order by e.created_at desc, e.id desc
    limit 1
  ), 'unknown');
end
$$;
revoke all on function platform.failure_reason(uuid, uuid) from public;
