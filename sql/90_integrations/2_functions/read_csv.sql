-- The lines of a CSV as objects: keys are the names in its first line, in lower case, and `line`
-- the number of the line. Cells are parted by what parts the names: a semicolon, tab or comma;
-- quotes around a cell go, and what is empty is left out. Columns `split:<name>` become `splits`.
-- Cells of results hold neither quotes nor separators.
create or replace function integrations.read_csv(p_csv text)
  returns jsonb
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_lines text[] := regexp_split_to_array(ltrim(p_csv, E'\uFEFF'), '\r?\n');
  v_separator text := coalesce(substring(v_lines[1] from '[;\t]'), ',');
  v_names text[] := string_to_array(v_lines[1], v_separator);
begin
  return coalesce((
    select jsonb_agg(
      jsonb_build_object('line', l.line)
      || coalesce(c.cells, '{}')
      || jsonb_strip_nulls(jsonb_build_object('splits', c.splits))
      order by l.line)
    from unnest(v_lines[2:]) with ordinality as w (text, place)
    cross join lateral (select w.place::integer + 1 as line) as l
    cross join lateral (
      select
        jsonb_object_agg(lower(n.name), n.cell) filter (where n.name !~* '^split:') as cells,
        jsonb_object_agg(btrim(substr(n.name, 7)), n.cell) filter (where n.name ~* '^split:')
          as splits
      from (
        select btrim(u.name, ' "') as name, btrim(u.cell, ' "') as cell
        from unnest(v_names, string_to_array(w.text, v_separator)) as u (name, cell)
      ) as n
      where n.cell <> '' and n.name is not null
    ) as c
    where btrim(w.text) <> ''
  ), '[]');
end
$$;
revoke all on function integrations.read_csv(text) from public;
