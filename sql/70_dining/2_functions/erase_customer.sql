-- Takes the person out of a guest, for staff with customers.erase: name, address, phone number,
-- notes, preferences and the tags that staff gave; from their reservations what they and staff
-- wrote, and the login; from the outbox letters that were not sent. Visits, covers and money stay.
-- What is booked has to be cancelled or completed first. A repeat changes nothing. Returns
-- {customer_id, erased_at}. Raises what authorise_customer() does, customer_has_reservations.
-- Locks: location, reservations, customer.
create or replace function dining.erase_customer(p_customer_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_customer dining.customers :=
    dining.authorise_customer('customer_id', p_customer_id, 'customers.erase');
  v_open integer;
begin
  perform dining.lock_customers(
    v_customer.org_id, v_customer.location_id, array[p_customer_id]);
  -- With its key, so that nobody books for them any more.
  select c.* into v_customer
  from dining.customers as c
  where c.org_id = v_customer.org_id and c.id = p_customer_id
  for update;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'customer', 'id', p_customer_id));
  elsif v_customer.erased_at is null then
    select count(*) into v_open
    from dining.reservations as r
    where r.org_id = v_customer.org_id and r.location_id = v_customer.location_id
      and r.customer_id = p_customer_id
      and r.status in ('draft', 'pending_payment', 'option', 'confirmed', 'seated');
    if v_open > 0 then
      perform core.fail('customer_has_reservations', jsonb_build_object('count', v_open));
    end if;
    perform dining.erase_traces(v_customer);
    update dining.customers as c
    set first_name = null, last_name = null, email = null, phone_number = null, language = null,
      user_id = null, whatsapp_opt_in = false, tags = '[]', preferences = '{}', notes = null,
      erased_at = core.clock()
    where c.org_id = v_customer.org_id and c.id = p_customer_id
    returning c.* into v_customer;
  end if;
  return jsonb_build_object('customer_id', p_customer_id, 'erased_at', v_customer.erased_at);
end
$$;
revoke all on function dining.erase_customer(uuid) from public;
grant execute on function dining.erase_customer(uuid) to anon, authenticated;
