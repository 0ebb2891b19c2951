-- Changes what is known of a guest, for staff with reservations.operate: any of {first_name,
-- last_name, email, phone_number, language, whatsapp_opt_in, tags, preferences, notes}. The tags
-- vip, frequent_canceller and new_guest follow from the numbers, whatever is sent. Returns the
-- guest as the view customers has them. Raises what authorise_customer() and
-- read_customer_changes() do, customer_is_erased, customer_email_taken. Locks: the customer.
create or replace function dining.update_customer(p_customer_id uuid, p_changes jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_customer dining.customers :=
    dining.authorise_customer('customer_id', p_customer_id, 'reservations.operate');
  v_changes constant jsonb := dining.read_customer_changes(p_changes);
begin
  select c.* into v_customer
  from dining.customers as c
  where c.org_id = v_customer.org_id and c.id = p_customer_id
  for update;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'customer', 'id', p_customer_id));
  elsif v_customer.erased_at is not null then
    perform core.fail('customer_is_erased');
  end if;
  begin
    update dining.customers as c
    set (
      first_name, last_name, email, phone_number, language, whatsapp_opt_in, tags, preferences,
      notes
    ) = (
      select
        n.first_name, n.last_name, n.email, n.phone_number, n.language, n.whatsapp_opt_in, n.tags,
        n.preferences, n.notes
      from jsonb_populate_record(c, v_changes) as n
    )
    where c.org_id = v_customer.org_id and c.id = p_customer_id
    returning c.* into v_customer;
  exception when unique_violation then
    perform core.fail('customer_email_taken', jsonb_build_object('email', v_changes ->> 'email'));
  end;
  if num_nonnulls(v_customer.last_name, v_customer.email, v_customer.phone_number) = 0 then
    perform core.fail('missing_field', jsonb_build_object('field', 'changes.last_name'));
  end if;
  return to_jsonb(v_customer);
end
$$;
revoke all on function dining.update_customer(uuid, jsonb) from public;
grant execute on function dining.update_customer(uuid, jsonb) to anon, authenticated;
