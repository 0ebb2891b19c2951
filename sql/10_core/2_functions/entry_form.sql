-- What is hashed of a row `l` of a log, as an expression: the binary form of these columns. It
-- depends on no setting; enums are text in it, because a type has another number in each database.
create or replace function core.entry_form(p_log regclass, p_columns text[])
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select format('record_send(row(%s))', string_agg(
      format(case t.typtype when 'e' then 'l.%I::text' else 'l.%I' end, c.name),
      ', ' order by c.place))
    from unnest(p_columns) with ordinality as c (name, place)
    join pg_attribute as a on a.attrelid = p_log and a.attname = c.name
    join pg_type as t on t.oid = a.atttypid
  );
end
$$;
revoke all on function core.entry_form(regclass, text[]) from public;
