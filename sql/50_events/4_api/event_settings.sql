create or replace view public.event_settings
with (security_invoker = true) as
select
  s.org_id,
  s.event_id,
  s.hold_minutes,
  s.vat_rate,
  s.edits_close_at,
  s.transfers_allowed,
  s.transfers_close_at,
  s.transfer_fee,
  s.transfers_per_ticket,
  s.swaps_allowed,
  s.swaps_close_at,
  s.swap_fee,
  s.swap_refunds_difference,
  s.deferrals_allowed,
  s.deferrals_close_at,
  s.deferral_fee,
  s.next_event_id,
  s.change_fee_vat_rate,
  s.cancellations_allowed,
  s.cancellations_close_at,
  s.cancellation_refund_rate,
  s.waitlist_is_open,
  s.waitlist_offer_minutes,
  s.waitlist_max_quantity,
  s.service_fee_rate,
  s.service_fee_minimum,
  s.service_fee_maximum,
  s.service_fee_vat_rate,
  s.refunds_include_fees,
  s.refunded_places,
  s.required_profile_fields,
  s.bibs_assigned_on,
  s.teams_close_at,
  s.terms_nl,
  s.terms_en,
  s.terms_version,
  s.created_at,
  s.updated_at
from events.event_settings as s;
revoke all on public.event_settings from anon, authenticated, service_role;
grant select on public.event_settings to authenticated;
grant update (
  hold_minutes, vat_rate, edits_close_at, transfers_allowed, transfers_close_at, transfer_fee,
  transfers_per_ticket, swaps_allowed, swaps_close_at, swap_fee, swap_refunds_difference,
  deferrals_allowed, deferrals_close_at, deferral_fee, next_event_id, change_fee_vat_rate,
  cancellations_allowed, cancellations_close_at, cancellation_refund_rate,
  waitlist_is_open, waitlist_offer_minutes, waitlist_max_quantity,
  service_fee_rate, service_fee_minimum, service_fee_maximum, service_fee_vat_rate,
  refunds_include_fees, refunded_places, required_profile_fields, bibs_assigned_on,
  teams_close_at, terms_nl, terms_en
) on public.event_settings to authenticated;
comment on view public.event_settings is
  'The rules of each event, for staff: update with events.manage. Amounts in cents, rates in basis points, null for no limit of its own.';
comment on column public.event_settings.required_profile_fields is
  'What every participant must give beside a name: email, phone, birth_date, gender, nationality, city, club, emergency_contact.';
comment on column public.event_settings.swap_refunds_difference is
  'Whether the rest is paid back when the new place is cheaper, fee included; of deferrals too.';
comment on column public.event_settings.next_event_id is
  'The next edition: the event to which tickets of this one can be deferred.';
comment on column public.event_settings.change_fee_vat_rate is
  'The VAT inside the fees for transfers, swaps and deferrals.';
comment on column public.event_settings.cancellations_allowed is
  'Whether people can give up their tickets themselves, until cancellations_close_at or the start.';
comment on column public.event_settings.cancellation_refund_rate is
  'What share of what was paid goes back then; cancellation_steps has other shares from later on. The service fee with it where refunds_include_fees says so.';
comment on column public.event_settings.terms_version is
  'Counts the changes of the terms.';
comment on column public.event_settings.service_fee_rate is
  'Of what the tickets and products of an order cost after discount; once per order, VAT included.';
comment on column public.event_settings.refunds_include_fees is
  'Whether a refund gives the service fee back too, unless whoever refunds says otherwise.';
comment on column public.event_settings.refunded_places is
  'Who gets the places of refunded tickets: waitlist (first, then everybody), public, or none (they stay taken).';
comment on column public.event_settings.bibs_assigned_on is
  'settlement: with each paid order; command: when staff says so.';
