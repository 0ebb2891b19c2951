-- The kind of row that a name stands for. Raises invalid_field with the kinds there are.
create or replace function tenancy.find_restorable(p_kind text)
  returns tenancy.restorables
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_kind tenancy.restorables;
begin
  select r.* into v_kind from tenancy.restorables as r where r.kind = p_kind;
  if not found then
    perform core.fail('invalid_field', jsonb_build_object('field', 'kind', 'reason',
      'it is one of ' || (
        select string_agg(r.kind, ', ' order by r.kind) from tenancy.restorables as r)));
  end if;
  return v_kind;
end
$$;
revoke all on function tenancy.find_restorable(text) from public;
