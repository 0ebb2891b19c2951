-- Whether a registration is that of the signed-in user: its participant is their profile.
create or replace function sales.is_login_of(p_org_id uuid, p_registration_id uuid)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return exists (
    select 1
    from sales.registrations as r
    join sales.participants as p on p.org_id = r.org_id and p.id = r.participant_id
    where r.org_id = p_org_id and r.id = p_registration_id and r.status in ('pending', 'paid')
      and p.user_id = auth.uid() and p.deleted_at is null
  );
end
$$;
revoke all on function sales.is_login_of(uuid, uuid) from public;
