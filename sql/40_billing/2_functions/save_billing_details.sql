-- Writes to whom the platform's invoices to an org are addressed, for staff with billing.address.
-- What waited for it goes on; what the provider refused is addressed anew. Answers with the
-- details, and with `missing`: what is still needed before an invoice can be sent.
--
-- Raises not_found, not_allowed, missing_field, invalid_field, invalid_email, try_again. Locks:
-- org.
create or replace function billing.save_billing_details(p_org_id uuid, p_details jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_details billing.details;
begin
  perform core.require_id('org_id', p_org_id);
  perform tenancy.authorise_and_lock(p_org_id, 'billing.address');
  if p_details is null then
    perform core.fail('missing_field', '{"field": "details"}');
  end if;
  select d.* into v_details from billing.details as d where d.org_id = p_org_id;
  v_details := billing.read_details(p_details, v_details);
  insert into billing.details as d (
    org_id, company, address, postal_code, city, country, kvk_number, vat_number, email
  ) values (
    p_org_id, v_details.company, v_details.address, v_details.postal_code, v_details.city,
    v_details.country, v_details.kvk_number, v_details.vat_number, v_details.email
  )
  on conflict (org_id) do update
  set company = excluded.company, address = excluded.address, postal_code = excluded.postal_code,
    city = excluded.city, country = excluded.country, kvk_number = excluded.kvk_number,
    vat_number = excluded.vat_number, email = excluded.email;
  v_details := billing.details_of(p_org_id);
  update billing.invoice_tasks as t set due_at = core.clock()
  where t.org_id = p_org_id and t.problem is not null;
  if cardinality(billing.missing_details(v_details)) = 0 then
    perform billing.address_anew(p_org_id);
  end if;
  return to_jsonb(v_details) - '{created_at,updated_at}'::text[]
    || jsonb_build_object('missing', billing.missing_details(v_details));
end
$$;
revoke all on function billing.save_billing_details(uuid, jsonb) from public;
grant execute on function billing.save_billing_details(uuid, jsonb) to authenticated;
