-- How likely it is that the guests of a reservation do not come, in points that add up to a number
-- from 0 to 1: {factor: {points, and what they were given for}}. docs/dining.md has the formula.
-- Whoever has neither come nor stayed away before is new; p_customer is null for nameless guests.
create or replace function dining.no_show_risk(
  p_row dining.reservations,
  p_customer dining.customers
)
  returns jsonb
  language plpgsql
  immutable
  security definer
  set search_path = ''
as $$
declare
  v_visits constant numeric := coalesce(p_customer.total_visits, 0);
  v_missed constant numeric :=
    coalesce(p_customer.no_show_count + p_customer.cancel_count / 4.0, 0);
  v_days constant numeric := round(
    greatest(extract(epoch from p_row.starts_at - p_row.created_at), 0) / 86400, 1);
  v_is_paid constant boolean := coalesce(p_row.payment_status in ('paid', 'partial_refund'), false);
begin
  return jsonb_build_object(
    'base', jsonb_build_object('points', 0.1),
    'history', jsonb_build_object(
      'points', case when v_visits + v_missed = 0 then 0.05
        else round(0.7 * v_missed / (v_missed + v_visits + 1) - 0.1 * v_visits / (v_visits + 2), 3)
      end,
      'total_visits', v_visits,
      'no_show_count', coalesce(p_customer.no_show_count, 0),
      'cancel_count', coalesce(p_customer.cancel_count, 0)),
    'lead_time', jsonb_build_object(
      'points', round(0.1 * least(v_days / 30, 1), 3),
      'days', v_days),
    'party_size', jsonb_build_object(
      'points', case
        when p_row.party_size >= 9 then 0.1
        when p_row.party_size >= 6 then 0.05
        when p_row.party_size = 1 then 0.03
        else 0
      end,
      'party_size', p_row.party_size),
    'channel', jsonb_build_object(
      'points', case p_row.channel
        when 'third_party' then 0.1 when 'google' then 0.08 when 'widget' then 0.05
        when 'walk_in' then -1 else 0
      end,
      'channel', p_row.channel),
    'prepayment', jsonb_build_object(
      'points', case
        when not v_is_paid then 0
        when p_row.terms ->> 'payment_type' = 'full_prepay_pp' then -0.3
        else -0.2
      end,
      'payment_status', p_row.payment_status),
    'reconfirmation', jsonb_build_object(
      'points', case
        when p_row.reconfirmed_at is not null then -0.2
        when p_row.reconfirm_sent_at is not null or p_row.status = 'option' then 0.1
        else 0
      end,
      'asked_at', p_row.reconfirm_sent_at, 'reconfirmed_at', p_row.reconfirmed_at));
end
$$;
revoke all on function dining.no_show_risk(dining.reservations, dining.customers) from public;
