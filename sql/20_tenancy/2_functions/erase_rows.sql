-- Blanks and removes what tells of a person, table by table as they are registered. Returns how
-- many rows of which table. The caller has locked what may not change meanwhile.
create or replace function tenancy.erase_rows(p_subject tenancy.subject)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_table tenancy.personal_data;
  v_count bigint;
  v_rows jsonb := '{}';
begin
  -- The other way round: what is found by a row goes before that row.
  for v_table in
    select d.* from tenancy.personal_data as d
    where d.of_person is not null and d.erase is not null
    order by d.position desc, d.table_name
  loop
    execute format(
      case v_table.erase
        when 'delete' then
          'delete from %1$s as t using (select $1.*) as s '
          'where t.org_id = s.org_id and (%2$s) and (%3$s)'
        else
          'update %1$s as t set %4$s from (select $1.*) as s '
          'where t.org_id = s.org_id and (%2$s) and (%3$s)'
      end,
      v_table.table_name::regclass, v_table.of_person, v_table.still_holds, v_table.erase)
    using p_subject;
    get diagnostics v_count = row_count;
    if v_count > 0 then
      v_rows := v_rows || jsonb_build_object(v_table.table_name, v_count);
    end if;
  end loop;
  return v_rows;
end
$$;
revoke all on function tenancy.erase_rows(tenancy.subject) from public;
