-- Raises unknown_integration_kind, or integration_invalid with what is wrong with each field of a
-- configuration: {fields: {field: what is wrong}}.
create or replace function integrations.guard_config(p_kind text, p_config jsonb)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_config jsonb := case when jsonb_typeof(p_config) = 'object' then p_config else '{}' end;
  v_faults jsonb;
begin
  if not exists (select from integrations.kinds as k where k.kind = p_kind) then
    perform core.fail('unknown_integration_kind', jsonb_build_object('kind', left(p_kind, 50)));
  end if;
  select jsonb_object_agg(f.field, f.fault) into v_faults
  from (
    select
      coalesce(k.field, left(c.key, 50)) as field,
      case
        when k.field is null then 'is no field of this kind'
        when c.key is null then case when k.is_required then 'is missing' end
        else integrations.fault_of_field(k.type, c.value)
      end as fault
    from (
      select d.* from integrations.kind_fields as d where d.kind = p_kind
    ) as k
    full join jsonb_each(v_config) as c on c.key = k.field
  ) as f
  where f.fault is not null;
  if v_faults is not null then
    perform core.fail('integration_invalid', jsonb_build_object(
      'fields', v_faults,
      'problems', (
        select string_agg(f.key || ' ' || f.value, '; ' order by f.key)
        from jsonb_each_text(v_faults) as f)));
  end if;
end
$$;
revoke all on function integrations.guard_config(text, jsonb) from public;
