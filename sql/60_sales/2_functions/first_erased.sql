-- Locks participants with their keys against being erased, until the end of the transaction;
-- answers the first of them who was, null when nobody was.
create or replace function sales.first_erased(p_org_id uuid, p_participant_ids uuid[])
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ids uuid[] := '{}';
  v_id uuid;
begin
  for v_id in
    select p.id
    from sales.participants as p
    where p.org_id = p_org_id and p.id = any (p_participant_ids) and p.erased_at is null
    order by p.id
    for key share
  loop
    v_ids := v_ids || v_id;
  end loop;
  return (select min(i::text)::uuid from unnest(p_participant_ids) as i where i <> all (v_ids));
end
$$;
revoke all on function sales.first_erased(uuid, uuid[]) from public;
