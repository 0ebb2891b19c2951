-- The participants of an org that a cart names by id and that the caller may enter, as an object
-- from id to what read_person() would have made of their fields. One may enter oneself, guests that
-- one has entered before, and as staff with participants.read anybody.
create or replace function sales.known_participants(p_org_id uuid, p_items jsonb)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_user_id uuid := auth.uid();
  v_is_staff boolean := p_org_id = any (array(select tenancy.orgs_with('participants.read')));
begin
  return (
    select coalesce(jsonb_object_agg(p.id, jsonb_strip_nulls(jsonb_build_object(
      'email', p.email, 'phone', p.phone, 'gender', p.gender, 'nationality', p.nationality,
      'city', p.city, 'club', p.club, 'birth_date', d.birth_date,
      'emergency_name', d.emergency_name, 'emergency_phone', d.emergency_phone))), '{}')
    from sales.participants as p
    left join sales.participant_details as d
      on d.org_id = p.org_id and d.participant_id = p.id
    where p.org_id = p_org_id
      and p.deleted_at is null
      and p.id::text = any (array(
        select lower(n.id #>> '{}')
        from jsonb_path_query(p_items, '$[*].registrations[*].participant_id') as n (id)))
      and (
        v_is_staff
        or p.user_id = v_user_id
        or (p.user_id is null and exists (
          select
          from sales.registrations as r
          join sales.orders as o on o.org_id = r.org_id and o.id = r.order_id
          where r.org_id = p.org_id and r.participant_id = p.id and o.user_id = v_user_id
        ))
      )
  );
end
$$;
revoke all on function sales.known_participants(uuid, jsonb) from public;
