-- Refuses kinds and statuses of bills that there are none of. Raises invalid_field.
create or replace function billing.guard_bill_filters(p_kind text, p_status text[])
  returns void
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_kinds text[] := enum_range(null::billing.charge_kind)::text[];
  v_statuses text[] := enum_range(null::billing.charge_status)::text[];
begin
  perform invoicing.guard_field(
    'kind', 'it is one of ' || array_to_string(v_kinds, ', '), p_kind <> all (v_kinds));
  perform invoicing.guard_field(
    'status', 'it is one of ' || array_to_string(v_statuses, ', '),
    exists (select from unnest(p_status) as s where s is null or s <> all (v_statuses)));
end
$$;
revoke all on function billing.guard_bill_filters(text, text[]) from public;
