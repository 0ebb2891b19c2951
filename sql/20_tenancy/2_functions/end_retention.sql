-- Blanks or removes what was kept long enough in some blocks of a table, and writes into the audit
-- log of each org how many rows that were. Rows that somebody works on wait for the next time.
create or replace function tenancy.end_retention(
  p_table tenancy.personal_data,
  p_class tenancy.retention_classes,
  p_blocks integer
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  execute format(
    'with due as (
      select t.ctid
      from %1$s as t
      left join tenancy.retention_overrides as o on o.org_id = t.org_id and o.class = $1
      where t.ctid >= format(''(%%s,0)'', $2)::tid and t.ctid < format(''(%%s,0)'', $2 + $3)::tid
        and (%2$s)
        and (%3$s) < core.clock()
          - make_interval(days => least(coalesce(o.keep_days, $4), $5))
      for update of t skip locked
    ), ended as (%4$s), counted as (
      select e.org_id, count(*) as count from ended as e group by e.org_id
    )
    select core.audit(c.org_id, ''retention'', $1, ''retention.ended'', null,
      jsonb_build_object(''table'', %5$L, ''rows'', c.count))
    from counted as c',
    p_table.table_name::regclass, p_table.still_holds, p_table.since,
    case p_table.erase
      when 'delete' then format(
        'delete from %s as t using due where t.ctid = due.ctid returning t.org_id',
        p_table.table_name::regclass)
      else format(
        'update %s as t set %s from due, (select $6.*) as s '
        'where t.ctid = due.ctid returning t.org_id',
        p_table.table_name::regclass, p_table.erase)
    end,
    p_table.table_name)
  using p_class.class, p_table.next_block, p_blocks, p_class.keep_days, p_class.max_days,
    row(null, '{}', '{}', '{}', '{}', true)::tenancy.subject;
end
$$;
revoke all on function tenancy.end_retention(
  tenancy.personal_data, tenancy.retention_classes, integer) from public;
