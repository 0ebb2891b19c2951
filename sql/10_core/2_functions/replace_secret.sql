-- Makes another key of a name, for the ids that are made after `p_lead`: longer than any statement
-- takes, so that whoever makes such an id knows the key. Earlier ones stay, for what they made;
-- audit_hash alone is replaced at once and for good. For operators (`entree keys replace`). Returns
-- the moment from which it is used. Locks: the keys. Raises not_found, invalid_field.
create or replace function core.replace_secret(
  p_name text,
  p_lead interval default interval '5 minutes'
)
  returns timestamptz
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_value bytea := extensions.gen_random_bytes(32);
  v_last core.secrets;
  v_from_id uuid := core.first_id_after(p_lead);
begin
  select s.* into v_last
  from core.secrets as s
  where s.name = p_name
  order by s.from_id desc
  limit 1
  for update;
  if not found then
    perform core.fail('not_found', jsonb_build_object('what', 'secret', 'id', p_name));
  elsif p_name = 'audit_hash' then
    update core.secrets as s
    set value = v_value, created_at = core.clock()
    where s.name = p_name;
    v_from_id := core.first_id_after(interval '0');
  elsif v_from_id <= v_last.from_id then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'lead', 'reason', 'a key that is used later was made before'));
  else
    update core.secrets as s
    set until_id = v_from_id
    where s.name = p_name and s.from_id = v_last.from_id;
    insert into core.secrets (name, from_id, value, has_org_keys)
    values (p_name, v_from_id, v_value, v_last.has_org_keys);
    if p_name = 'public_token' then
      perform core.replace_org_keys(v_from_id, v_value);
    end if;
  end if;
  perform core.audit(null, 'secret', p_name, 'secret.replaced', null,
    jsonb_build_object('from', core.moment_of_id(v_from_id)));
  return core.moment_of_id(v_from_id);
end
$$;
revoke all on function core.replace_secret(text, interval) from public;
