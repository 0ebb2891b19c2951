-- Checks the rules of an event before they are written, in words that say what is wrong, and counts
-- the changes of its terms. Raises missing_field, invalid_field.
create or replace function events.tg_event_settings__prepare()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_fields constant text[] := array[
    'email', 'phone', 'birth_date', 'gender', 'nationality', 'city', 'club', 'emergency_contact'];
  v_new jsonb := to_jsonb(new);
  v_field text;
begin
  foreach v_field in array array[
    'hold_minutes', 'vat_rate', 'transfers_allowed', 'transfer_fee', 'waitlist_is_open',
    'waitlist_offer_minutes', 'waitlist_max_quantity', 'service_fee_rate', 'service_fee_minimum',
    'cancellations_allowed', 'cancellation_refund_rate', 'swaps_allowed', 'swap_fee', 'swap_refunds_difference', 'deferrals_allowed', 'deferral_fee',
    'change_fee_vat_rate',
    'service_fee_vat_rate', 'refunds_include_fees', 'refunded_places', 'required_profile_fields',
    'bibs_assigned_on'
  ] loop
    if v_new ->> v_field is null then
      perform core.fail('missing_field', jsonb_build_object('field', v_field));
    end if;
  end loop;
  perform core.require_range('hold_minutes', new.hold_minutes, 5, 1440);
  perform core.require_range('vat_rate', new.vat_rate, 0, 10000);
  perform core.require_range('transfer_fee', new.transfer_fee, 0, 50000);
  perform core.require_range('swap_fee', new.swap_fee, 0, 50000);
  perform core.require_range('deferral_fee', new.deferral_fee, 0, 50000);
  perform core.require_range('change_fee_vat_rate', new.change_fee_vat_rate, 0, 10000);
  perform core.require_range('cancellation_refund_rate', new.cancellation_refund_rate, 0, 10000);
  perform core.require_range('transfers_per_ticket', new.transfers_per_ticket, 1, 1000);
  perform core.require_range('waitlist_offer_minutes', new.waitlist_offer_minutes, 10, 20160);
  perform core.require_range('waitlist_max_quantity', new.waitlist_max_quantity, 1, 100);
  perform core.require_range('service_fee_rate', new.service_fee_rate, 0, 10000);
  perform core.require_range('service_fee_minimum', new.service_fee_minimum, 0, 100000);
  perform core.require_range(
    'service_fee_maximum', new.service_fee_maximum, new.service_fee_minimum, 100000);
  perform core.require_range('service_fee_vat_rate', new.service_fee_vat_rate, 0, 10000);

  select f.name into v_field
  from unnest(new.required_profile_fields) as f (name)
  where f.name is null or f.name <> all (v_fields)
  limit 1;
  if found then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'required_profile_fields',
      'reason', format(
        '%s is none of %s', coalesce(v_field, 'null'), array_to_string(v_fields, ', '))));
  end if;
  -- Each once, in our order.
  new.required_profile_fields := array(
    select f.name from unnest(v_fields) with ordinality as f (name, place)
    where f.name = any (new.required_profile_fields)
    order by f.place
  );

  new.terms_nl := nullif(btrim(new.terms_nl, e' \t\r\n'), '');
  new.terms_en := nullif(btrim(new.terms_en, e' \t\r\n'), '');
  perform core.require_range(
    'terms_' || t.language, length(t.text), 0, 50000)
  from (values ('nl', new.terms_nl), ('en', new.terms_en)) as t (language, text);
  if tg_op = 'INSERT' then
    new.terms_version := case when coalesce(new.terms_nl, new.terms_en) is null then 0 else 1 end;
  elsif (new.terms_nl, new.terms_en) is distinct from (old.terms_nl, old.terms_en) then
    new.terms_version := old.terms_version + 1;
  end if;
  return new;
end
$$;
revoke all on function events.tg_event_settings__prepare() from public;
