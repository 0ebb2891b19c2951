-- Invoice settings as they are sent, over those that are there: a field that is not sent stays as
-- it is, null empties it. Raises invalid_field.
create or replace function invoicing.read_settings(
  p_settings jsonb,
  p_entity invoicing.legal_entities
)
  returns invoicing.legal_entities
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  -- What is there, and over it what was sent.
  v jsonb := coalesce(to_jsonb(p_entity), '{}') || p_settings;
begin
  perform invoicing.guard_object('settings', p_settings, array[
    'legal_name', 'address', 'postal_code', 'city', 'country', 'kvk_number', 'vat_number', 'iban',
    'time_zone', 'issue', 'reverse_charge', 'number_prefix', 'payment_note'
  ], array['is_vat_exempt']);
  p_entity.legal_name := core.optional_text('legal_name', v ->> 'legal_name', 200);
  p_entity.address := core.optional_text('address', v ->> 'address', 200);
  p_entity.postal_code := core.optional_text('postal_code', v ->> 'postal_code', 20);
  p_entity.city := core.optional_text('city', v ->> 'city', 100);
  p_entity.country := invoicing.country(v ->> 'country');
  p_entity.kvk_number := replace(core.optional_text('kvk_number', v ->> 'kvk_number', 30), ' ', '');
  p_entity.vat_number := invoicing.vat_number(v ->> 'vat_number', p_entity.country);
  p_entity.is_vat_exempt := coalesce((v ->> 'is_vat_exempt')::boolean, false);
  p_entity.iban := upper(replace(core.optional_text('iban', v ->> 'iban', 50), ' ', ''));
  p_entity.time_zone := coalesce(core.optional_text('time_zone', v ->> 'time_zone', 100),
    'Europe/Amsterdam');
  p_entity.number_prefix := upper(coalesce(
    core.optional_text('number_prefix', v ->> 'number_prefix', 10), ''));
  p_entity.payment_note := core.optional_prose('payment_note', v ->> 'payment_note', 500);
  perform invoicing.guard_field('kvk_number', 'it has 8 digits',
    p_entity.country = 'NL' and p_entity.kvk_number !~ '^[0-9]{8}$');
  perform invoicing.guard_field('iban', 'its check digits are wrong',
    p_entity.iban is not null and not invoicing.is_iban(p_entity.iban));
  perform invoicing.guard_field('time_zone', 'it is the name of an IANA time zone',
    not core.is_time_zone(p_entity.time_zone));
  perform invoicing.guard_field('number_prefix', 'it has up to 10 letters, digits and hyphens',
    p_entity.number_prefix !~ '^[A-Z0-9-]*$');
  perform invoicing.guard_field('issue', 'it is on_request or always',
    v ->> 'issue' not in ('on_request', 'always'));
  perform invoicing.guard_field('reverse_charge', 'it is never, products or everything',
    v ->> 'reverse_charge' not in ('never', 'products', 'everything'));
  p_entity.issue := coalesce(v ->> 'issue', 'on_request');
  p_entity.reverse_charge := coalesce(v ->> 'reverse_charge', 'never');
  return p_entity;
end
$$;
revoke all on function invoicing.read_settings(jsonb, invoicing.legal_entities) from public;
