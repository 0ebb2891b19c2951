-- Opens an attempt to pay what a public token shows, for the worker that then calls the provider;
-- the open attempt comes back when there is one. Whose token it is, the kinds of payables know.
--
-- Returns {payment_id, kind, order_id (or what else owns the payable), org_id, order_number, amount
-- in cents, currency, description, language, return_url, provider_payment_id, checkout_url,
-- connection_id (null: on the platform's own account), application_fee_amount in cents}. Raises
-- missing_field, order_not_found, payments_unavailable, and what the kind's function raises.
create or replace function payments.start_payment(p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_kind payments.payable_kinds;
  v_attempt jsonb;
begin
  if coalesce(p_public_token, '') = '' then
    perform core.fail('missing_field', jsonb_build_object('field', 'public_token'));
  end if;
  for v_kind in select k.* from payments.payable_kinds as k order by k.kind loop
    execute format('select %s($1)', v_kind.start_function) into v_attempt using p_public_token;
    if v_attempt is not null then
      return v_attempt || (
        select jsonb_build_object(
          'kind', v_kind.kind,
          'connection_id', p.connection_id,
          'application_fee_amount', p.application_fee_amount)
        from payments.payments as p
        where p.id = (v_attempt ->> 'payment_id')::uuid
      );
    end if;
  end loop;
  perform tenancy.guard_token_not_moved(p_public_token);
  perform core.fail('order_not_found');
end
$$;
revoke all on function payments.start_payment(text) from public;
grant execute on function payments.start_payment(text) to service_role;
