-- The rules under which a ticket is booked now, as a reservation keeps them: the policy set, and
-- what a party of this size pays beforehand in cents: nothing where staff waived it.
create or replace function dining.frozen_terms(
  p_ticket dining.tickets,
  p_party_size integer,
  p_is_waived boolean
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'policy_set_id', p.id,
      'policy_set', p.name,
      'payment_type', p.payment_type,
      'payment_amount', p.payment_amount,
      'amount', case when p_is_waived or p.payment_type = 'none' then 0
        else round(p.payment_amount * 100)::integer * p_party_size end,
      'is_waived', p_is_waived,
      'currency', 'EUR',
      'cancel_free_hours', p.cancel_free_hours,
      'cancel_refund_pct', p.cancel_refund_pct,
      'noshow_mark_after_minutes', p.noshow_mark_after_minutes,
      'noshow_keep_deposit', p.noshow_keep_deposit,
      'reconfirm_enabled', p.reconfirm_enabled,
      'reconfirm_hours_before', p.reconfirm_hours_before,
      'reconfirm_required', p.reconfirm_required,
      'reconfirm_deadline_hours', s.reconfirm_deadline_hours,
      'complete_after_minutes', s.complete_after_minutes
    )
    from dining.policy_sets as p
    join dining.reservation_settings as s
      on s.org_id = p.org_id and s.location_id = p.location_id
    where p.org_id = p_ticket.org_id and p.id = p_ticket.policy_set_id
  );
end
$$;
revoke all on function dining.frozen_terms(dining.tickets, integer, boolean) from public;
