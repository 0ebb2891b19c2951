-- What staff want to export, after asking whether they may: exports.create, and the permission to
-- see what is exported; what is sensitive about people only with participants.read_sensitive. Of an
-- event, or of a whole org where `p_event_id` is null. Raises missing_field, invalid_field, and
-- what tenancy.authorise() raises.
create or replace function sales.read_export(
  p_kind text,
  p_org_id uuid,
  p_event_id uuid,
  p_filters jsonb
)
  returns sales.export
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_export sales.export;
  v_filters jsonb := jsonb_strip_nulls(coalesce(nullif(p_filters, 'null'), '{}'));
  v_kind sales.export_kinds;
begin
  v_export.org_id := p_org_id;
  if p_event_id is not null then
    v_export.org_id := (sales.authorise_event(p_event_id, 'exports.create')).org_id;
    v_export.event_id := p_event_id;
  else
    perform tenancy.authorise(v_export.org_id, 'exports.create');
  end if;
  select k.* into v_kind from sales.export_kinds as k where k.kind = p_kind;
  if not found then
    perform core.fail('invalid_field', '{"field": "kind", "reason": "there is no such export"}');
  elsif p_event_id is null and v_kind.needs_event then
    perform core.fail('missing_field', '{"field": "event_id"}');
  end if;
  perform tenancy.authorise(v_export.org_id, v_kind.permission);
  v_export.kind := p_kind;
  perform core.fail('invalid_field', jsonb_build_object(
    'field', 'filters.' || f.key, 'reason', 'an export of ' || p_kind || ' has no such filter'))
  from jsonb_object_keys(v_filters) as f (key)
  where f.key <> all (v_kind.filters);
  if v_filters ? 'settlement_id' then
    perform tenancy.authorise(v_export.org_id, 'payments.read');
    v_export.settlement_id := payments.find_settlement(
      v_export.org_id, (v_filters ->> 'settlement_id')::uuid);
  end if;
  v_export.has_sensitive := coalesce((v_filters ->> 'include_sensitive')::boolean, false);
  if v_export.has_sensitive then
    perform tenancy.authorise(v_export.org_id, 'participants.read_sensitive');
  elsif p_kind = 'start_list' then
    v_export.has_sensitive := tenancy.may(v_export.org_id, 'participants.read_sensitive');
  end if;
  v_export.has_names := tenancy.may(v_export.org_id, 'registrations.read');
  v_export.has_money := tenancy.may(v_export.org_id, 'payments.read');
  v_export.statuses := array(select jsonb_array_elements_text(v_filters -> 'status'));
  v_export.statuses := nullif(v_export.statuses, '{}');
  v_export.ticket_type_id := (v_filters ->> 'ticket_type_id')::uuid;
  v_export.wave_id := (v_filters ->> 'wave_id')::uuid;
  v_export.placed_from := coalesce((v_filters ->> 'from')::timestamptz, '-infinity');
  v_export.placed_to := coalesce((v_filters ->> 'to')::timestamptz, 'infinity');
  v_export.filters := v_filters;
  return v_export;
end
$$;
revoke all on function sales.read_export(text, uuid, uuid, jsonb) from public;
