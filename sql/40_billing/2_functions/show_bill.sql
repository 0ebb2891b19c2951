-- A bill of the platform as whoever holds its token sees it: {org_name, language, description,
-- amount, vat_amount, currency, status, is_payable}. Amounts in cents; `status` is that of the
-- charge, or `processing` while a bank is at it. Raises missing_field, org_has_moved,
-- bill_not_found.
create or replace function billing.show_bill(p_public_token text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_charge billing.charges;
  v_is_processing boolean;
begin
  if coalesce(p_public_token, '') = '' then
    perform core.fail('missing_field', jsonb_build_object('field', 'public_token'));
  end if;
  select c.* into v_charge
  from billing.charges as c
  where c.public_token_hash = core.token_hash(p_public_token);
  if not found then
    perform tenancy.guard_token_not_moved(p_public_token);
    perform core.fail('bill_not_found');
  end if;
  v_is_processing := v_charge.status in ('pending', 'failed') and exists (
    select
    from payments.payments as p
    where p.org_id = v_charge.org_id and p.payable_id = v_charge.id
      and p.status in ('pending', 'authorized')
  );
  return tenancy.org_letter(v_charge.org_id) - 'email' || jsonb_build_object(
    'description', v_charge.description,
    'amount', v_charge.amount,
    'vat_amount', v_charge.vat_amount,
    'currency', v_charge.currency,
    'status', case when v_is_processing then 'processing' else v_charge.status::text end,
    'is_payable', v_charge.status in ('pending', 'failed') and not v_is_processing);
end
$$;
revoke all on function billing.show_bill(text) from public;
grant execute on function billing.show_bill(text) to service_role;
