-- What a policy set means for a guest, in sentences: a list, in the order in which it concerns
-- them.
create or replace function dining.terms_in_words(
  p_policy_set dining.policy_sets,
  p_language text
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_is_paid constant boolean := p_policy_set.payment_type <> 'none';
  v_amount constant text := trunc(p_policy_set.payment_amount)
    || case p_language when 'nl' then ',' else '.' end
    || lpad((round(p_policy_set.payment_amount * 100) % 100)::integer::text, 2, '0');
begin
  return (
    select jsonb_agg(dining.say(w.slug, p_language, w.data) order by w.place)
    from (values
      (1, v_is_paid, 'terms_' || p_policy_set.payment_type, jsonb_build_object(
        'amount', case p_language when 'nl' then '€ ' else '€' end || v_amount)),
      (2, true, 'terms_cancel_free',
        jsonb_build_object('hours', p_policy_set.cancel_free_hours)),
      (3, v_is_paid and p_policy_set.cancel_refund_pct < 100, 'terms_cancel_refund',
        jsonb_build_object('percent', p_policy_set.cancel_refund_pct)),
      (4, v_is_paid and p_policy_set.noshow_keep_deposit, 'terms_no_show', '{}'::jsonb),
      (5, p_policy_set.reconfirm_enabled, case when p_policy_set.reconfirm_required
        then 'terms_reconfirm_required' else 'terms_reconfirm' end,
        jsonb_build_object('hours', p_policy_set.reconfirm_hours_before))
    ) as w (place, is_said, slug, data)
    where w.is_said
  );
end
$$;
revoke all on function dining.terms_in_words(dining.policy_sets, text) from public;
