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
begin
  case v_export.kind
    when 'orders' then perform sales.export_orders(v_export, 'export');
    when 'registrations' then perform sales.export_registrations(v_export, 'export');
    when 'participants' then perform sales.export_participants(v_export, 'export');
    when 'tickets' then perform sales.export_tickets(v_export, 'export');
    when 'products' then perform sales.export_products(v_export, 'export');
    when 'start_list' then perform sales.export_start_list(v_export, 'export');
  end case;
  return (
    select coalesce(jsonb_agg(q.label order by q.place), '[]')
    from sales.exported_questions(v_export) as q
  );
end
$$;
revoke all on function sales.open_export(text, uuid, uuid, jsonb) from public;
grant execute on function sales.open_export(text, uuid, uuid, jsonb) to authenticated;
