-- The reservation that a public token shows. Raises missing_field, reservation_not_found,
-- org_has_moved.
create or replace function dining.find_reservation(p_public_token text)
  returns dining.reservations
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_row dining.reservations;
begin
  if coalesce(p_public_token, '') = '' then
    perform core.fail('missing_field', jsonb_build_object('field', 'public_token'));
  end if;
  select r.* into v_row
  from dining.reservations as r
  where r.public_token_hash = core.token_hash(p_public_token);
  if not found then
    perform tenancy.guard_token_not_moved(p_public_token);
    perform core.fail('reservation_not_found');
  end if;
  return v_row;
end
$$;
revoke all on function dining.find_reservation(text) from public;
