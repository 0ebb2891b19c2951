-- What the audit log says of a reservation and of its payments and refunds, the newest 200 entries,
-- oldest first. `performed_by_type`: operator, guest, system, or assistant for what software did on
-- behalf of staff; `performed_by` and `performed_by_email` name who was signed in.
create or replace function dining.reservation_history(p_row dining.reservations)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_secrets constant text[] := array['public_token_hash', 'idempotency_key', 'return_url'];
begin
  return (
    with things as (
      select 'reservation' as entity_type, p_row.id as entity_id
      union all
      select 'payment', p.id
      from payments.payments as p
      where p.org_id = p_row.org_id and p.payable_id = p_row.id
      union all
      select 'refund', f.id
      from payments.refunds as f
      where f.org_id = p_row.org_id and f.payable_id = p_row.id
    ), entries as (
      select
        a.audit_id, a.action, a.entity_type, a.entity_id, a.old_value, a.new_value,
        a.performed_by, a.performed_by_type, a.created_at
      from things as t
      join core.audit_log as a
        on a.org_id = p_row.org_id
        and a.entity_type = t.entity_type
        and a.entity_id = t.entity_id::text
      order by a.audit_id desc
      limit 200
    )
    select coalesce(jsonb_agg(jsonb_build_object(
      'action', e.action, 'entity_type', e.entity_type, 'entity_id', e.entity_id,
      'old_value', e.old_value - v_secrets, 'new_value', e.new_value - v_secrets,
      'performed_by', e.performed_by, 'performed_by_email', m.email,
      'performed_by_type', e.performed_by_type, 'created_at', e.created_at)
      order by e.audit_id), '[]')
    from entries as e
    left join tenancy.member_emails() as m on m.user_id = e.performed_by
  );
end
$$;
revoke all on function dining.reservation_history(dining.reservations) from public;
