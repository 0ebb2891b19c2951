-- A reservation for its guest, by public token. Raises missing_field, reservation_not_found.
create or replace function dining.get_reservation(p_public_token text)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return dining.reservation_json(dining.find_reservation(p_public_token));
end
$$;
revoke all on function dining.get_reservation(text) from public;
grant execute on function dining.get_reservation(text) to anon, authenticated, service_role;
