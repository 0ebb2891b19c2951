-- The customer that a guest is: the one with that e-mail address at this location, or without one
-- that with the phone number and last name, else a new one; null for who left nothing. What is
-- known stays as it is: whoever knows an address could say anything about its owner.
create or replace function dining.save_customer(
  p_location dining.locations,
  p_guest dining.customers,
  p_language text,
  p_user_id uuid
)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_id uuid;
begin
  if num_nonnulls(p_guest.last_name, p_guest.email, p_guest.phone_number) = 0 then
    return null;
  end if;
  if p_guest.email is null then
    select c.id into v_id
    from dining.customers as c
    where c.org_id = p_location.org_id and c.location_id = p_location.id
      and c.phone_number = p_guest.phone_number
      and lower(c.last_name) is not distinct from lower(p_guest.last_name)
    order by c.created_at
    limit 1
    -- So that it is still there when the reservation refers to it: it may be merged meanwhile.
    for key share;
    if found then
      return v_id;
    end if;
  end if;
  insert into dining.customers as c (
    org_id, location_id, user_id, first_name, last_name, email, phone_number, language
  ) values (
    p_location.org_id, p_location.id, p_user_id, p_guest.first_name, p_guest.last_name,
    p_guest.email, p_guest.phone_number, p_language
  )
  on conflict (org_id, location_id, email) do update
  set first_name = coalesce(c.first_name, excluded.first_name),
    last_name = coalesce(c.last_name, excluded.last_name),
    phone_number = coalesce(c.phone_number, excluded.phone_number),
    language = excluded.language,
    user_id = coalesce(c.user_id, excluded.user_id)
  returning c.id into v_id;
  return v_id;
end
$$;
revoke all on function dining.save_customer(
  dining.locations, dining.customers, text, uuid
) from public;
