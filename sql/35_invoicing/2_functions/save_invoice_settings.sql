-- Writes who sends an org's invoices and how, for staff with org.update. With `p_is_new_entity`
-- another company takes over: it starts with what is sent alone, and with numbers of its own.
-- What waited for these settings is tried again. Answers with the settings, and with `missing`:
-- what is still needed before an invoice can be issued.
--
-- Raises not_found, not_allowed, missing_field, invalid_field, and invoice_settings_incomplete for
-- invoices always, while something is missing. Locks: org.
create or replace function invoicing.save_invoice_settings(
  p_org_id uuid,
  p_settings jsonb,
  p_is_new_entity boolean
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entity invoicing.legal_entities;
  v_read invoicing.legal_entities;
begin
  perform core.require_id('org_id', p_org_id);
  perform tenancy.authorise_and_lock(p_org_id, 'org.update');
  if p_settings is null then
    perform core.fail('missing_field', '{"field": "settings"}');
  end if;
  v_entity := invoicing.current_entity(p_org_id);
  if v_entity.id is null or p_is_new_entity then
    update invoicing.legal_entities as e set is_current = false
    where e.org_id = p_org_id and e.is_current;
    v_read := invoicing.read_settings(p_settings, null);
    if v_read.issue = 'always' then
      perform invoicing.guard_settings(v_read);
    end if;
    insert into invoicing.legal_entities (org_id) values (p_org_id) returning * into v_entity;
  else
    v_read := invoicing.read_settings(p_settings, v_entity);
    if v_read.issue = 'always' then
      perform invoicing.guard_settings(v_read);
    end if;
  end if;
  update invoicing.legal_entities as e
  set legal_name = v_read.legal_name, address = v_read.address, postal_code = v_read.postal_code,
    city = v_read.city, country = v_read.country, kvk_number = v_read.kvk_number,
    vat_number = v_read.vat_number, is_vat_exempt = v_read.is_vat_exempt, iban = v_read.iban,
    time_zone = v_read.time_zone, issue = v_read.issue, reverse_charge = v_read.reverse_charge,
    number_prefix = v_read.number_prefix, payment_note = v_read.payment_note
  where e.org_id = p_org_id and e.id = v_entity.id
  returning e.* into v_entity;
  update invoicing.tasks as t set due_at = core.clock()
  where t.org_id = p_org_id and t.problem is not null;
  return to_jsonb(v_entity) - '{id,is_current,created_at,updated_at}'::text[]
    || jsonb_build_object(
      'legal_entity_id', v_entity.id, 'missing', invoicing.missing_settings(v_entity));
end
$$;
revoke all on function invoicing.save_invoice_settings(uuid, jsonb, boolean) from public;
grant execute on function invoicing.save_invoice_settings(uuid, jsonb, boolean) to authenticated;
