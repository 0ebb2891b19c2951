-- Makes one of two guests who are the same person, for staff with reservations.operate: what the
-- other booked goes to the one that is kept, their numbers add up, tags, preferences and notes
-- join, and what the one lacks comes from the other, who goes. Returns the guest as the view
-- customers has them, with `merged`: how many reservations moved.
--
-- Raises what authorise_customer() does, invalid_field, customers_of_two_locations,
-- customer_is_erased, try_again. Locks: location, reservations, customers.
create or replace function dining.merge_customers(p_keep_id uuid, p_other_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_keep dining.customers :=
    dining.authorise_customer('keep_id', p_keep_id, 'reservations.operate');
  v_other dining.customers :=
    dining.authorise_customer('other_id', p_other_id, 'reservations.operate');
  v_gone uuid;
  v_both dining.customers[];
  v_moved integer;
begin
  if p_keep_id = p_other_id then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'other_id', 'reason', 'it is the guest who is kept'));
  elsif (v_keep.org_id, v_keep.location_id) <> (v_other.org_id, v_other.location_id) then
    perform core.fail('customers_of_two_locations');
  end if;
  perform dining.lock_customers(v_keep.org_id, v_keep.location_id, array[p_other_id]);
  -- Again, because whoever was before us may have merged one of them.
  select i.id into v_gone
  from unnest(array[p_keep_id, p_other_id]) as i (id)
  where not exists (
    select from dining.customers as c where c.org_id = v_keep.org_id and c.id = i.id
  );
  if found then
    perform core.fail('not_found', jsonb_build_object('what', 'customer', 'id', v_gone));
  end if;
  update dining.reservations as r
  set customer_id = p_keep_id
  where r.org_id = v_keep.org_id and r.location_id = v_keep.location_id
    and r.customer_id = p_other_id;
  get diagnostics v_moved = row_count;
  v_both := array(
    select c
    from dining.customers as c
    where c.org_id = v_keep.org_id and c.id in (p_keep_id, p_other_id)
    order by c.id
    for update
  );
  select c.* into v_keep from unnest(v_both) as c where c.id = p_keep_id;
  select c.* into v_other from unnest(v_both) as c where c.id = p_other_id;
  if num_nonnulls(v_keep.erased_at, v_other.erased_at) > 0 then
    perform core.fail('customer_is_erased');
  end if;
  begin
    delete from dining.customers as c where c.org_id = v_other.org_id and c.id = p_other_id;
  exception when foreign_key_violation then
    -- Somebody booked for the other one meanwhile.
    perform core.fail('try_again');
  end;
  v_keep := dining.join_customers(v_keep, v_other);
  perform core.audit(
    v_keep.org_id, 'customer', p_keep_id::text, 'customer.merged', null,
    jsonb_build_object(
      'location_id', v_keep.location_id, 'other_id', p_other_id, 'reservations', v_moved));
  return to_jsonb(v_keep) || jsonb_build_object('merged', v_moved);
end
$$;
revoke all on function dining.merge_customers(uuid, uuid) from public;
grant execute on function dining.merge_customers(uuid, uuid) to anon, authenticated;
