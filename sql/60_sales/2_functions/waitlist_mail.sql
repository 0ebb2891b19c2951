-- What the worker needs to write a mail about an entry of a waitlist: the entry as entry_json() has
-- it, and its org.
create or replace function sales.waitlist_mail(p_entry_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_entry sales.waitlist_entries;
begin
  select e.* into v_entry from sales.waitlist_entries as e where e.id = p_entry_id;
  if not found then
    perform core.fail('waitlist_entry_not_found');
  end if;
  return sales.entry_json(v_entry) || jsonb_build_object('org', (
    select jsonb_build_object('name', g.name, 'email', g.email)
    from tenancy.orgs as g
    where g.id = v_entry.org_id
  ));
end
$$;
revoke all on function sales.waitlist_mail(uuid) from public;
grant execute on function sales.waitlist_mail(uuid) to service_role;
