-- Lets an org keep a class of data for another time than the platform's, for staff with
-- privacy.manage; null: as long as the platform says. It counts from the next sweep on. Returns
-- {org_id, class, keep_days}. Raises missing_field, invalid_field, sign_in_required, not_found,
-- not_allowed.
create or replace function tenancy.set_retention(p_org_id uuid, p_class text, p_keep_days integer)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_name text := core.require_text('class', p_class, 50);
  v_class tenancy.retention_classes;
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'privacy.manage');
  select c.* into v_class
  from tenancy.retention_classes as c
  where c.class = v_name and c.keep_days is not null;
  if not found then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'class', 'reason', 'it is not a class that ends with time'));
  elsif p_keep_days not between v_class.min_days and v_class.max_days then
    perform core.fail('invalid_field', jsonb_build_object('field', 'keep_days', 'reason',
      format('it is between %s and %s', v_class.min_days, v_class.max_days)));
  elsif p_keep_days is null then
    delete from tenancy.retention_overrides as o where o.org_id = p_org_id and o.class = v_name;
  else
    insert into tenancy.retention_overrides as o (org_id, class, keep_days, set_by)
    values (p_org_id, v_name, p_keep_days, auth.uid())
    on conflict (org_id, class) do update
    set keep_days = excluded.keep_days, set_by = excluded.set_by, set_at = core.clock();
  end if;
  return jsonb_build_object(
    'org_id', p_org_id, 'class', v_name, 'keep_days', coalesce(p_keep_days, v_class.keep_days));
end
$$;
revoke all on function tenancy.set_retention(uuid, text, integer) from public;
grant execute on function tenancy.set_retention(uuid, text, integer) to authenticated;
