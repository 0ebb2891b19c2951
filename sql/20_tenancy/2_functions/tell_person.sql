-- Everything that an org has about a person: {table: [row, …]}, of every table that is registered.
-- Left out is what is no word about them: hashes of tokens and keys of requests.
create or replace function tenancy.tell_person(p_subject tenancy.subject)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_table tenancy.personal_data;
  v_rows jsonb;
  v_all jsonb := '{}';
begin
  for v_table in
    select d.* from tenancy.personal_data as d
    where d.of_person is not null
    order by d.position, d.table_name
  loop
    execute format(
      'select jsonb_agg(to_jsonb(t) - $2) from %s as t, (select $1.*) as s '
      'where t.org_id = s.org_id and (%s)',
      v_table.table_name::regclass, v_table.of_person)
    into v_rows
    using p_subject, array(
      select a.attname::text
      from pg_attribute as a
      where a.attrelid = v_table.table_name::regclass and a.attnum > 0
        and (a.atttypid = 'bytea'::regtype or a.attname = any (array['idempotency_key', 'qr_token']))
    );
    if v_rows is not null then
      v_all := v_all || jsonb_build_object(v_table.table_name, v_rows);
    end if;
  end loop;
  if v_all = '{}' then
    perform core.fail('person_not_found');
  end if;
  return jsonb_build_object('org_id', p_subject.org_id, 'told_at', core.clock(), 'data', v_all);
end
$$;
revoke all on function tenancy.tell_person(tenancy.subject) from public;
