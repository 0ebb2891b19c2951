-- A person as an org knows them, from an address, logins and ids of rows: together with the ids of
-- every row that is found by those, table by table. Ids that nothing of the org has fall away.
create or replace function tenancy.find_person(
  p_org_id uuid,
  p_email text,
  p_user_ids uuid[] default '{}',
  p_ids uuid[] default '{}'
)
  returns tenancy.subject
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_subject tenancy.subject;
  v_table record;
  v_found uuid[];
  v_known uuid[] := '{}';
begin
  v_subject.org_id := p_org_id;
  v_subject.emails := array_remove(array[lower(btrim(p_email))], null);
  v_subject.email_hashes := array_remove(array[tenancy.email_hash(p_org_id, p_email)], null);
  v_subject.user_ids := array(
    select unnest(p_user_ids)
    union
    select u.id
    from auth.users as u
    where lower(u.email) = any (v_subject.emails) and u.email_confirmed_at is not null
  );
  v_subject.ids := p_ids;
  v_subject.is_anybody := false;
  for v_table in
    select d.table_name, d.of_person
    from tenancy.personal_data as d
    where d.is_person
    order by d.position, d.table_name
  loop
    execute format(
      'select array_agg(t.id) from %s as t, (select $1.*) as s where t.org_id = s.org_id and (%s)',
      v_table.table_name::regclass, v_table.of_person)
    into v_found
    using v_subject;
    v_known := v_known || v_found;
    v_subject.ids := v_subject.ids || v_found;
  end loop;
  v_subject.ids := v_known;
  return v_subject;
end
$$;
revoke all on function tenancy.find_person(uuid, text, uuid[], uuid[]) from public;
