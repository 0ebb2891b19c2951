-- The reservations of who is signed in, newest first. Raises sign_in_required.
create or replace function dining.my_reservations()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
begin
  if v_user_id is null then
    perform core.fail('sign_in_required');
  end if;
  return coalesce((
    select jsonb_agg(
      dining.reservation_json(r)
        || jsonb_build_object('public_token', core.public_token(r.org_id, r.id))
      order by r.starts_at desc, r.id)
    from dining.reservations as r
    where r.user_id = v_user_id
  ), '[]');
end
$$;
revoke all on function dining.my_reservations() from public;
grant execute on function dining.my_reservations() to authenticated, anon;
