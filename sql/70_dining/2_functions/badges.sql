-- What staff should see at first glance of a reservation: the badges and tags that it and its guest
-- were given (vip, new_guest, deposit_disputed, allergy_nuts, ...), and those that follow from it:
--   squeeze            a shorter stay;
--   unpaid_deposit     something is to be paid before it is confirmed;
--   deposit_waived     staff let it be booked without;
--   special_requests   the guest left a note, or has preferences;
--   large_party        as the ticket counts them;
--   not_reconfirmed    asked, and not answered yet;
--   no_table           still to be seated somewhere;
--   high_risk          a no-show is likely, above 0.6.
create or replace function dining.badges(
  p_row dining.reservations,
  p_customer dining.customers,
  p_ticket dining.tickets
)
  returns jsonb
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_is_coming constant boolean :=
    p_row.status in ('draft', 'pending_payment', 'option', 'confirmed');
begin
  return p_row.badges || coalesce(p_customer.tags, '[]') || to_jsonb(array_remove(array[
    case when p_row.is_squeeze then 'squeeze' end,
    case when p_row.status in ('pending_payment', 'option')
      and (p_row.terms ->> 'amount')::integer > 0 then 'unpaid_deposit' end,
    case when p_row.terms ->> 'payment_type' <> 'none' and p_row.channel <> 'walk_in'
      and (p_row.terms ->> 'is_waived')::boolean then 'deposit_waived' end,
    case when p_row.guest_notes is not null or p_customer.preferences <> '{}'
      then 'special_requests' end,
    case when p_row.party_size >= p_ticket.large_party_threshold then 'large_party' end,
    case when v_is_coming and p_row.reconfirm_sent_at is not null and p_row.reconfirmed_at is null
      then 'not_reconfirmed' end,
    case when (v_is_coming or p_row.status = 'seated')
      and num_nonnulls(p_row.table_id, p_row.table_group_id) = 0 then 'no_table' end,
    case when v_is_coming and p_row.no_show_risk_score > 0.6 then 'high_risk' end
  ], null));
end
$$;
revoke all on function dining.badges(
  dining.reservations, dining.customers, dining.tickets
) from public;
