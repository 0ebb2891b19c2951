-- Opens the cursor `export` on the rows of an export, for the rest of the transaction, and returns
-- the labels of the questions that its last column `answers` has answers to, a list of texts, if it
-- has that column. Whoever calls this fetches in the same transaction, which reads one state
-- of the database throughout (repeatable read). Raises what read_export() raises.
create or replace function sales.open_export(
  p_kind text,
  p_org_id uuid,
  p_event_id uuid,
  p_filters jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_export sales.export := sales.read_export(p_kind, p_org_id, p_event_id, p_filters);
  v_function text;
begin
  select k.function into strict v_function
  from sales.export_kinds as k
  where k.kind = v_export.kind;
  execute format('select %s($1, $2)', v_function) using v_export, 'export'::refcursor;
  return (
    select coalesce(jsonb_agg(q.label order by q.place), '[]')
    from sales.exported_questions(v_export) as q
  );
end
$$;
revoke all on function sales.open_export(text, uuid, uuid, jsonb) from public;
grant execute on function sales.open_export(text, uuid, uuid, jsonb) to authenticated;
