-- Who comes, read from {first_name, last_name, email, phone_number}: a customer's fields, cleaned.
-- Guests who book themselves give their names and an e-mail address; for a booking by phone a name
-- and a way to reach them; who walks in may stay nameless. Raises missing_field, invalid_field,
-- invalid_email.
create or replace function dining.read_guest(p_guest jsonb, p_channel dining.channel)
  returns dining.customers
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_guest dining.customers;
  v_key text;
begin
  p_guest := coalesce(p_guest, '{}');
  if jsonb_typeof(p_guest) <> 'object' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'guest', 'reason', 'it is not an object'));
  end if;
  select e.key into v_key
  from jsonb_each(p_guest) as e
  where e.key not in ('first_name', 'last_name', 'email', 'phone_number')
    or jsonb_typeof(e.value) not in ('string', 'null')
  limit 1;
  if found then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'guest.' || left(v_key, 40),
      'reason', 'a guest has the texts first_name, last_name, email and phone_number'));
  end if;
  v_guest.first_name := core.optional_text('guest.first_name', p_guest ->> 'first_name', 100);
  v_guest.last_name := core.optional_text('guest.last_name', p_guest ->> 'last_name', 100);
  if nullif(btrim(p_guest ->> 'email'), '') is not null then
    v_guest.email := core.require_email('guest.email', p_guest ->> 'email');
  end if;
  if nullif(btrim(p_guest ->> 'phone_number'), '') is not null then
    v_guest.phone_number := core.phone_number(p_guest ->> 'phone_number');
    if v_guest.phone_number is null then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'guest.phone_number', 'reason', 'it is not a phone number such as +31 6 12345678'));
    end if;
  end if;
  v_key := case
    when p_channel = 'walk_in' then null
    when v_guest.last_name is null then 'guest.last_name'
    when dining.is_guest_channel(p_channel) and v_guest.first_name is null then 'guest.first_name'
    when dining.is_guest_channel(p_channel) and v_guest.email is null then 'guest.email'
    when v_guest.email is null and v_guest.phone_number is null then 'guest.phone_number'
  end;
  if v_key is not null then
    perform core.fail('missing_field', jsonb_build_object('field', v_key));
  end if;
  return v_guest;
end
$$;
revoke all on function dining.read_guest(jsonb, dining.channel) from public;
