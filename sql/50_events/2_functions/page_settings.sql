-- The rules of an event as far as they concern who buys and takes part. What is left open is filled
-- in: what closes at no moment of its own closes when the event starts.
create or replace function events.page_settings(p_event events.events, p_language text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'hold_minutes', s.hold_minutes,
      'required_profile_fields', s.required_profile_fields,
      'edits_close_at', coalesce(s.edits_close_at, p_event.starts_at),
      'teams_close_at', coalesce(s.teams_close_at, p_event.starts_at),
      'transfers', case when s.transfers_allowed then jsonb_build_object(
        'close_at', coalesce(s.transfers_close_at, p_event.starts_at),
        'fee', s.transfer_fee,
        'per_ticket', s.transfers_per_ticket
      ) end,
      'swaps', case when s.swaps_allowed then jsonb_build_object(
        'close_at', coalesce(s.swaps_close_at, p_event.starts_at),
        'fee', s.swap_fee,
        'refunds_difference', s.swap_refunds_difference
      ) end,
      'deferrals', case when s.deferrals_allowed and s.next_event_id is not null
        then jsonb_build_object(
          'close_at', coalesce(s.deferrals_close_at, p_event.starts_at),
          'fee', s.deferral_fee,
          'refunds_difference', s.swap_refunds_difference
        ) end,
      'cancellations', case when s.cancellations_allowed then jsonb_build_object(
        'close_at', coalesce(s.cancellations_close_at, p_event.starts_at),
        'refund_rate', events.refund_rate_at(s, core.clock()),
        'refunds_fee', s.refunds_include_fees,
        'steps', (
          select coalesce(jsonb_agg(jsonb_build_object(
            'starts_at', c.starts_at, 'refund_rate', c.refund_rate) order by c.starts_at), '[]')
          from events.cancellation_steps as c
          where c.org_id = s.org_id and c.event_id = s.event_id and c.starts_at > core.clock()
        )
      ) end,
      'waitlist', case when s.waitlist_is_open then jsonb_build_object(
        'max_quantity', s.waitlist_max_quantity,
        'offer_minutes', s.waitlist_offer_minutes
      ) end,
      'service_fee', case when s.service_fee_rate > 0 or s.service_fee_minimum > 0
        then jsonb_build_object(
          'rate', s.service_fee_rate,
          'minimum', s.service_fee_minimum,
          'maximum', s.service_fee_maximum,
          'vat_rate', s.service_fee_vat_rate
        ) end,
      'terms', case when coalesce(s.terms_nl, s.terms_en) is not null then jsonb_build_object(
        'version', s.terms_version,
        'text', case p_language
          when 'nl' then coalesce(s.terms_nl, s.terms_en) else coalesce(s.terms_en, s.terms_nl) end
      ) end
    )
    from events.event_settings as s
    where s.org_id = p_event.org_id and s.event_id = p_event.id
  );
end
$$;
revoke all on function events.page_settings(events.events, text) from public;
