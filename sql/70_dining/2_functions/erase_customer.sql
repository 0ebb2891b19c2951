-- Takes the person out of a guest, for staff with customers.erase: name, address, phone number,
-- notes, preferences and the tags that staff gave; from their reservations what they and staff
-- wrote, and the login; from the outbox letters that were not sent. Visits, covers and money stay.
-- It is an erasure like any other (tenancy.erase), of this guest alone. What is booked has to be
-- cancelled or completed first. A repeat changes nothing. Returns {customer_id, erased_at}. Raises
-- what authorise_customer() does, customer_has_reservations.
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
  v_subject tenancy.subject :=
    tenancy.find_person(v_customer.org_id, null, '{}', array[p_customer_id]);
  v_open bigint;
begin
  select g.count into v_open from dining.guard_erasure(v_subject) as g;
  -- Again, because whoever waited for the lock may find them merged or erased.
  select c.* into v_customer
  from dining.customers as c
  where c.org_id = v_customer.org_id and c.id = p_customer_id;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'customer', 'id', p_customer_id));
  elsif v_customer.erased_at is null then
    if v_open > 0 then
      perform core.fail('customer_has_reservations', jsonb_build_object('count', v_open));
    end if;
    perform tenancy.erase(v_subject);
    select c.erased_at into v_customer.erased_at
    from dining.customers as c
    where c.org_id = v_customer.org_id and c.id = p_customer_id;
  end if;
  return jsonb_build_object('customer_id', p_customer_id, 'erased_at', v_customer.erased_at);
end
$$;
revoke all on function dining.erase_customer(uuid) from public;
grant execute on function dining.erase_customer(uuid) to anon, authenticated;
